"""Certificates: the facts they state and the copy a resident holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.domain.card import CardKind, Sex
from kiosk.domain.contribution import ContributionMonth, Enrolment
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.staff_proof import StaffProof

__all__ = [
    "CertificateKind",
    "CertificateOrder",
    "CopyFacts",
    "EnrolmentFacts",
    "IssuedCertificate",
]


class CertificateKind(StrEnum):
    """Kinds of sealed certificates this city issues."""

    ENROLMENT = "enrolment-certificate"


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    """What an enrolment certificate (参保证明) states about one person.

    Attributes:
        personal_number: 个人编号 (AAC001), stable when the id number is corrected.
        enrolments: One line for each kind of insurance ever joined.
        recent: The last twelve months, newest first.
        data_as_of: Day up to which records were counted.
    """

    name: str = field(repr=False)
    citizen_number: str = field(repr=False)
    sex: Sex
    personal_number: str = field(repr=False)
    enrolments: tuple[Enrolment, ...]
    recent: tuple[ContributionMonth, ...]
    data_as_of: date


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
    """

    id: str
    kind: CertificateKind
    subject: Subject
    card_kind: CardKind
    face_score: float | None = None
    method: IdentifiedBy = IdentifiedBy.FACE
    staff: StaffProof | None = None
