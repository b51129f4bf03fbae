"""The account's message envelope: who may speak, and what an encrypted message says.

Sources: the platform's documentation, 接入指南 (signature: SHA-1 over the sorted token,
timestamp and nonce) and 消息加解密说明 (AES-256-CBC, the key is EncodingAESKey + "="
out of Base64, IV = its first 16 bytes, PKCS#7 to 32 bytes; inside stand 16 random
bytes, four bytes
of length, the message, and the account's id). The one Python library of that protocol
has had no release since 2022, so its few lines stand here, over `cryptography`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from kiosk.domain.fault import InvalidValue

__all__ = ["Account", "MessageRefused"]

_BLOCK_BITS = 256
_KEY_LETTERS = 43
_RANDOM, _LENGTH = 16, 4
_IV = 16
_AES_BLOCK = 16


class MessageRefused(Exception):
    """A message is not the platform's; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the platform and the centre share about one account.

    Attributes:
        app_id: The account's id.
        token: Signs every call.
        aes_key: ``EncodingAESKey``, 43 letters; empty where messages come plain.
    """

    app_id: str
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Make sure that the key is one.

        Raises:
            InvalidValue: it is not.
        """
        if self.aes_key and len(self.aes_key) != _KEY_LETTERS:
            raise InvalidValue(field="aes_key", reason="43 letters")
        if not self.token or not self.app_id:
            raise InvalidValue(field="token", reason="empty")

    def signature(self, *parts: str) -> str:
        """Sign what travels beside a message."""
        text = "".join(sorted((self.token, *parts)))
        return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    def check(self, stated: str, *parts: str) -> None:
        """Let a call pass that the platform signed.

        Raises:
            MessageRefused: ``signature``.
        """
        expected = self.signature(*parts)
        if not hmac.compare_digest(expected.encode(), stated.encode()):
            reason = "signature"
            raise MessageRefused(reason)

    def open(self, encrypted: str) -> bytes:
        """Decrypt a message that was signed.

        Raises:
            MessageRefused: ``encryption`` or ``account``.
        """
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            plain = _unpadded(self._cipher().decryptor(), sealed)
        except ValueError:
            reason = "encryption"
            raise MessageRefused(reason) from None
        size = int.from_bytes(plain[_RANDOM : _RANDOM + _LENGTH], "big")
        start = _RANDOM + _LENGTH
        message, account = plain[start : start + size], plain[start + size :]
        if account != self.app_id.encode():
            reason = "account"
            raise MessageRefused(reason)
        return message

    def close(self, message: bytes) -> str:
        """Encrypt an answer."""
        size = len(message).to_bytes(_LENGTH, "big")
        plain = secrets.token_bytes(_RANDOM) + size + message + self.app_id.encode()
        padder = PKCS7(_BLOCK_BITS).padder()
        padded = padder.update(plain) + padder.finalize()
        encryptor = self._cipher().encryptor()
        return base64.b64encode(
            encryptor.update(padded) + encryptor.finalize()
        ).decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:_IV]))


def _unpadded(decryptor: object, sealed: bytes) -> bytes:
    if not sealed or len(sealed) % _AES_BLOCK:
        raise ValueError
    update, finalize = decryptor.update, decryptor.finalize  # type: ignore[attr-defined]
    padded = update(sealed) + finalize()
    unpadder = PKCS7(_BLOCK_BITS).unpadder()
    return bytes(unpadder.update(padded) + unpadder.finalize())
