"""Where the seal's private key is kept: a file, a PKCS#12 file, a PKCS#11 token."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import pkcs12

__all__ = [
    "HeldKey",
    "KeyPlace",
    "Pkcs12Place",
    "PrivateKey",
    "SealKey",
    "TokenKey",
    "TokenPlace",
]

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class SealKey(Protocol):
    """A certificate and the power to sign by it."""

    @property
    def certificate(self) -> bytes:
        """DER of the seal's certificate."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """DER of the certificates above it, the root last."""

    def sign(self, data: bytes) -> bytes:
        """Sign with SHA-256: PKCS#1 v1.5 by an RSA key, DER of ECDSA by an EC key.

        Raises:
            OSError: the token that keeps the key does not answer.
        """


class KeyPlace(Protocol):
    """Says where a seal's key is kept."""

    def open(self) -> SealKey:
        """Get hold of the key.

        Raises:
            OSError, ValueError, TypeError: it is not there, or no key of a seal.
        """


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key in memory, parsed once: OpenSSL checks an RSA key for 40 ms at each."""

    certificate: bytes
    chain: tuple[bytes, ...]
    _key: PrivateKey = field(repr=False)

    @classmethod
    def of(cls, key: object, certificate: bytes, chain: tuple[bytes, ...]) -> HeldKey:
        """Take a key that belongs to a certificate.

        Raises:
            TypeError: neither RSA nor EC.
            ValueError: it belongs to another certificate.
        """
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            message = "the seal's key is neither RSA nor EC"
            raise TypeError(message)
        if key.public_key() != x509.load_der_x509_certificate(certificate).public_key():
            message = "the seal's key does not belong to its certificate"
            raise ValueError(message)
        return cls(certificate, chain, key)

    def sign(self, data: bytes) -> bytes:
        """Sign; see `SealKey.sign`."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True, slots=True)
class Pkcs12Place:
    """A PKCS#12 file (RFC 7292) with key, certificate and those above it.

    Attributes:
        password_file: Its first line is the password; none where there is none.
    """

    file: Path
    password_file: Path | None = None

    def open(self) -> SealKey:
        """Decrypt the file; see `KeyPlace.open`."""
        secret = (
            _first_line(self.password_file).encode() if self.password_file else None
        )
        key, certificate, further = pkcs12.load_key_and_certificates(
            self.file.read_bytes(), secret
        )
        if certificate is None:
            message = f"{self.file}: no certificate inside"
            raise ValueError(message)
        chain = _upwards(certificate, further)
        return HeldKey.of(key, _der(certificate), tuple(map(_der, chain)))


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """A key that never leaves its PKCS#11 token, with its certificates in a file.

    Attributes:
        module: The maker's library, such as ``libsofthsm2.so``.
        token, key: Labels of the token and of the private key on it.
        pin_file: Its first line is the user PIN.
        certificates: PEM: the seal's certificate first, those above it behind.
    """

    module: Path
    token: str
    key: str
    pin_file: Path
    certificates: Path

    def open(self) -> SealKey:
        """Log in once, to find out now what would fail; see `KeyPlace.open`."""
        own, *above = x509.load_pem_x509_certificates(self.certificates.read_bytes())
        chain = tuple(map(_der, _upwards(own, above)))
        key = TokenKey(self, _der(own), chain)
        if not _belongs(key.sign(b"seal"), own):
            message = f"token {self.token}: the key is not that of its certificate"
            raise ValueError(message)
        return key


@dataclass
class TokenKey:
    """Signs on the token; logs in again where the token was away."""

    place: TokenPlace = field(repr=False)
    certificate: bytes
    chain: tuple[bytes, ...]
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _handle: Any = field(default=None, repr=False)

    def sign(self, data: bytes) -> bytes:
        """Sign; see `SealKey.sign`."""
        from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 - native, seldom used

        with self._turn:
            try:
                return self._signed(data)
            except PKCS11Error:
                self._handle = None
            try:
                return self._signed(data)
            except PKCS11Error as error:
                message = f"token {self.place.token}: {type(error).__name__}"
                raise OSError(message) from error

    def _signed(self, data: bytes) -> bytes:
        from pkcs11 import Mechanism  # noqa: PLC0415 - as above

        self._handle = self._handle or self._found()
        if self._is_rsa:
            signed = self._handle.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS)
            return bytes(signed)
        # Few tokens hash for ECDSA themselves (SoftHSM 2.6.1 does not).
        digest = hashlib.sha256(data).digest()
        halves = bytes(self._handle.sign(digest, mechanism=Mechanism.ECDSA))
        middle = len(halves) // 2
        r, s = (int.from_bytes(h, "big") for h in (halves[:middle], halves[middle:]))
        return encode_dss_signature(r, s)

    def _found(self) -> Any:  # noqa: ANN401 - the token's own type
        from pkcs11 import ObjectClass, lib  # noqa: PLC0415 - as above
        from pkcs11.exceptions import UserAlreadyLoggedIn  # noqa: PLC0415 - as above

        token = lib(str(self.place.module)).get_token(token_label=self.place.token)
        try:
            session = token.open(user_pin=_first_line(self.place.pin_file))
        except UserAlreadyLoggedIn:
            # Whoever logs in does so for all of the process.
            session = token.open()
        return session.get_key(
            object_class=ObjectClass.PRIVATE_KEY, label=self.place.key
        )

    @cached_property
    def _is_rsa(self) -> bool:
        certificate = x509.load_der_x509_certificate(self.certificate)
        return isinstance(certificate.public_key(), rsa.RSAPublicKey)


def _belongs(signature: bytes, certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, b"seal", padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, b"seal", ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except Exception:  # noqa: BLE001 - whatever it is, it does not belong
        return False
    return True


def _upwards(
    lowest: x509.Certificate, others: Iterable[x509.Certificate]
) -> list[x509.Certificate]:
    """Put the certificates above one in order, up to the root."""
    by_subject = {each.subject: each for each in others}
    chain: list[x509.Certificate] = []
    below = lowest
    while below.issuer != below.subject and below.issuer in by_subject:
        below = by_subject.pop(below.issuer)
        chain.append(below)
    return chain


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _first_line(path: Path) -> str:
    return path.read_text("utf-8").splitlines()[0]
