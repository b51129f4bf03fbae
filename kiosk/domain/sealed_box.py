"""Closing something so that only the centre can open it (HPKE, RFC 9180)."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.domain.fault import InvalidValue

__all__ = ["close_box", "open_box"]

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = "kiosk box 1 "


def close_box(data: bytes, recovery: bytes, purpose: str) -> bytes:
    """Encrypt to the centre's recovery key; who closed it cannot open it again.

    Args:
        data: What to close in.
        recovery: The centre's X25519 public key, 32 bytes.
        purpose: What it is and whose; the same words are needed to open it.

    Raises:
        InvalidValue: that is no key.
    """
    try:
        public = X25519PublicKey.from_public_bytes(recovery)
    except ValueError:
        raise InvalidValue(field="recovery", reason="no-key") from None
    return _SUITE.encrypt(data, public, (_PURPOSE + purpose).encode())


def open_box(box: bytes, recovery: X25519PrivateKey, purpose: str) -> bytes:
    """Decrypt what was closed for this key and this purpose.

    Raises:
        InvalidValue: it was closed for another key or purpose, or was changed.
    """
    try:
        return _SUITE.decrypt(box, recovery, (_PURPOSE + purpose).encode())
    except (InvalidTag, ValueError):
        raise InvalidValue(field="box", reason="not-opened") from None
