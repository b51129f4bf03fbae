"""Waiting deeds carried by hand: sealed for the centre, signed by the terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.domain.fault import InvalidValue

__all__ = ["Parcel", "parcel_purpose"]

_SIGNED = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file of deeds; whoever finds it learns how many they are, and from where.

    Attributes:
        certificate: The terminal's, PEM; an expired one still says who packed it.
        sealed: The deeds as JSON, closed for the centre's recovery key.
        signature: ECDSA over everything else, by the certificate's key.
    """

    terminal: str
    made_at: datetime
    count: int
    certificate: bytes
    sealed: bytes = field(repr=False)
    signature: bytes = b""

    def signed(self, key: ec.EllipticCurvePrivateKey) -> bytes:
        """Give the signature of the terminal's key."""
        return key.sign(self._content(), _SIGNED)

    def check(self) -> None:
        """Make sure that the certificate's holder packed it and nobody changed it.

        Raises:
            InvalidValue: neither is sure.
        """
        try:
            key = x509.load_pem_x509_certificate(self.certificate).public_key()
            if not isinstance(key, ec.EllipticCurvePublicKey):
                raise InvalidValue(field="parcel", reason="certificate")
            key.verify(self.signature, self._content(), _SIGNED)
        except (ValueError, InvalidSignature):
            raise InvalidValue(field="parcel", reason="signature") from None

    def _content(self) -> bytes:
        told = f"{self.terminal}|{self.made_at.isoformat()}|{self.count}|"
        return told.encode() + self.sealed


def parcel_purpose(terminal: str) -> str:
    """Say whose deeds lie in a sealed box."""
    return f"outbox {terminal}"
