"""A staff office for tests: issues cards with the centre's own authority."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.access.identity import Identity
from backend.access.staff import StaffRegister
from kiosk.domain.staff import PROOF_CONTEXT, StaffRole
from kiosk.domain.staff_proof import StaffProof, new_challenge

__all__ = ["StaffOffice"]


@dataclass(frozen=True)
class StaffOffice:
    """Issues identities and signs as their cards would after a right PIN."""

    directory: Path

    @property
    def register(self) -> StaffRegister:
        return StaffRegister(self.directory)

    @property
    def authority(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.register.create().certificate)

    def card(
        self, number: str = "S1001", role: StaffRole = StaffRole.CLERK
    ) -> Identity:
        return self.register.issue(number, role, "石样本")

    def proof(
        self,
        subject_number: str,
        card: Identity | None = None,
        number: str = "S1001",
        challenge: bytes | None = None,
    ) -> StaffProof:
        identity = card or self.card(number)
        signed = challenge or new_challenge(subject_number)
        key = serialization.load_pem_private_key(identity.key, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        certificate = x509.load_pem_x509_certificate(identity.certificate)
        return StaffProof(
            number,
            certificate.public_bytes(serialization.Encoding.DER),
            signed,
            key.sign(PROOF_CONTEXT + signed, ec.ECDSA(hashes.SHA256())),
        )
