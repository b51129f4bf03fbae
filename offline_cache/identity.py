"""The terminal's own identity: its key never leaves, its certificate stays young."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.domain.fault import CentreFault, CentreUnreachable, StoreFault
from kiosk.ports.clock import Clock
from kiosk.ports.headquarters import Headquarters
from offline_cache.vault import put, read_private

__all__ = ["IdentityFiles", "IdentityKeeper"]

_LOOK_SECONDS = 3600.0
_RETRY_SECONDS = 900.0
_YOUNG = 1 / 3
"""Renewed after this part of its life, so that two thirds are left for bad lines."""


@dataclass(frozen=True, slots=True)
class IdentityFiles:
    """Where key and certificate lie, PEM."""

    key: Path
    certificate: Path

    def make_key(self) -> None:
        """Make the key, readable by us alone; one that is there stays."""
        if self.key.exists():
            return
        key = ec.generate_private_key(ec.SECP256R1())
        put(
            self.key,
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )

    def request(self, name: str) -> bytes:
        """Ask for a certificate, signed by the key (PKCS#10, PEM).

        Raises:
            StoreFault: the key is none, or others may read it.
        """
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
        request = builder.sign(self.private_key(), hashes.SHA256())
        return request.public_bytes(serialization.Encoding.PEM)

    def fits(self, certificate: bytes) -> bool:
        """Whether a certificate is one of our key."""
        try:
            told = x509.load_pem_x509_certificate(certificate)
        except ValueError:
            return False
        return told.public_key() == self.private_key().public_key()

    def take(self, certificate: bytes) -> None:
        """Put a new certificate in the place of the old one."""
        put(self.certificate, certificate)

    def age(self, now: datetime) -> float:
        """Give how much of its life the certificate has behind it; 1 is its end."""
        try:
            told = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except (OSError, ValueError):
            return 1.0
        begin, end = told.not_valid_before_utc, told.not_valid_after_utc
        return (now - begin) / (end - begin)

    def private_key(self) -> ec.EllipticCurvePrivateKey:
        """Read the key.

        Raises:
            StoreFault: it is none, or others may read it.
        """
        try:
            key = serialization.load_pem_private_key(read_private(self.key), None)
        except (OSError, ValueError, TypeError):
            key = None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise StoreFault(part="identity", reason="key")
        return key


class IdentityKeeper:
    """Renews the certificate over the line it opens, long before it ends."""

    def __init__(
        self, files: IdentityFiles, name: str, headquarters: Headquarters, clock: Clock
    ) -> None:
        """Watch over one identity; `step` does the work."""
        self._files = files
        self._name = name
        self._headquarters = headquarters
        self._clock = clock
        self._next_at = 0.0

    def step(self) -> float:
        """Renew if it is time; gives the seconds until the next turn."""
        wait = self._next_at - self._clock.monotonic()
        if wait > 0:
            return wait
        pause = self._attempt()
        self._next_at = self._clock.monotonic() + pause
        return pause

    def _attempt(self) -> float:
        if self._files.age(self._clock.now()) < _YOUNG:
            return _LOOK_SECONDS
        try:
            self._renew()
        except (CentreFault, StoreFault):
            return _RETRY_SECONDS
        return _LOOK_SECONDS

    def _renew(self) -> None:
        request = self._files.request(self._name)
        certificate = self._headquarters.renew_identity(request)
        if not self._files.fits(certificate):
            raise CentreUnreachable(reason="ill-formed")
        self._files.take(certificate)
