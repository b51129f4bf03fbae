"""Who sits at the console: whoever's staff card opened the connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ssl import PEM_cert_to_DER_cert

from cryptography import x509
from cryptography.x509.oid import NameOID

from backend.access.staff import StaffRegister
from kiosk.domain.fault import StaffNotTrusted
from kiosk.domain.staff import StaffRole
from kiosk.domain.staff_proof import check_certificate

__all__ = ["StaffMember", "sign_in"]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff who has shown a living card.

    Attributes:
        card: Serial number of the card's certificate, hex; forms are bound to it.
        agency: Code of the agency that the card speaks for; empty for any.
    """

    number: str
    name: str
    role: StaffRole
    card: str
    agency: str = ""


def sign_in(
    certificate: bytes | None, register: StaffRegister, at: datetime
) -> StaffMember:
    """Believe the certificate of a connection (PEM), or say why not.

    Raises:
        StaffNotTrusted: fact ``reason``: ``none``, ``revoked``, or as
            `kiosk.domain.staff_proof.check_certificate` says.
    """
    trust = register.trust()
    if certificate is None or trust is None:
        raise StaffNotTrusted(reason="none")
    der = PEM_cert_to_DER_cert(certificate.decode("ascii"))
    staff = check_certificate(der, trust.authority, at)
    card = f"{staff.serial:x}"
    if card in trust.revoked:
        raise StaffNotTrusted(reason="revoked")
    name = _told(der, NameOID.COMMON_NAME) or staff.number
    agency = _told(der, NameOID.ORGANIZATIONAL_UNIT_NAME)
    return StaffMember(staff.number, name, staff.role, card, agency)


def _told(der: bytes, what: x509.ObjectIdentifier) -> str:
    subject = x509.load_der_x509_certificate(der).subject
    found = subject.get_attributes_for_oid(what)
    return str(found[0].value) if found else ""
