"""Certificates: their kinds, orders, and the copy a resident holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.domain.card import CardKind
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.staff_proof import StaffProof

__all__ = [
    "WHOLE",
    "CertificateKind",
    "CertificateOrder",
    "CopyFacts",
    "IssuedCertificate",
    "PaperScope",
]


class CertificateKind(StrEnum):
    """Kinds of sealed certificates this city issues."""

    ENROLMENT = "enrolment-certificate"
    CONTRIBUTION_RECORD = "contribution-record"
    RIGHTS_STATEMENT = "rights-statement"
    BENEFIT = "benefit-certificate"
    TRANSFER_VOUCHER = "transfer-voucher"
    NO_ENROLMENT = "no-enrolment-certificate"
    RETIREMENT = "retirement-statement"
    EMPLOYER = "employer-certificate"


@dataclass(frozen=True, slots=True)
class PaperScope:
    """Which part of the records a paper is to state; what is unset does not narrow.

    A contribution record heeds all of it, a rights statement the year of `first`.

    Attributes:
        first, last: First and last month, both included.
        kinds: Kinds of insurance.
    """

    first: Month | None = None
    last: Month | None = None
    kinds: tuple[InsuranceKind, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == WHOLE


WHOLE = PaperScope()
"""Everything there is of a kind."""


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What one issued copy is called and until when it may be verified.

    Attributes:
        number: Certificate number, unique at the centre for ever.
        serial: Number of this very copy; goes into its QR.
        verification_code: Sixteen Crockford base32 characters, random.
        issuer: The agency's name as printed above the seal.
    """

    kind: CertificateKind
    number: str
    serial: str
    verification_code: str
    issuer: str
    issued_at: datetime
    valid_until: date


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A sealed certificate as the centre hands it to a terminal.

    Attributes:
        pdf: The sealed file; what is printed and what the seal covers.
        pages: Number of sheets it takes, single-sided.
    """

    number: str
    serial: str
    verification_code: str
    issued_at: datetime
    valid_until: date
    pages: int
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CertificateOrder:
    """A wish for one sealed copy, with how its holder was identified.

    Attributes:
        id: UUIDv7 made at the terminal; asking twice gives the same copy.
        face_score: Fused likeness of the accepted match; none without one.
        method: How the holder was identified.
        staff: Proof of the member of staff who confirmed, where one did.
        scope: What part of the records is wanted.
    """

    id: str
    kind: CertificateKind
    subject: Subject
    card_kind: CardKind
    face_score: float | None = None
    method: IdentifiedBy = IdentifiedBy.FACE
    staff: StaffProof | None = None
    scope: PaperScope = WHOLE
