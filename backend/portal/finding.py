"""What the centre says of a certificate that somebody holds in the hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.code import is_well_formed, normalise
from backend.clock import CITY_ZONE
from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.words import CopyStanding
from kiosk.domain.certificate import EnrolmentFacts
from kiosk.domain.identifier import mask_name
from kiosk.domain.wire import from_wire

__all__ = ["Finding", "Stated", "find_copy"]


class Finding(StrEnum):
    """The verdicts a public page can give."""

    VALID = "valid"
    EXPIRED = "expired"
    NEVER_PRINTED = "never-printed"
    MISTYPED = "mistyped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stated:
    """What the page tells to compare with the paper; the person stays masked."""

    serial: str
    issued_on: date
    valid_until: date
    name: str = field(repr=False)
    citizen_number: str = field(repr=False)
    months: tuple[tuple[str, int], ...]


def find_copy(
    session: Session, number: str, code: str, today: date
) -> tuple[Finding, Stated | None]:
    """Judge a certificate by its number and code, both as people type them.

    Both must belong together, so that a code cannot be tried against numbers.
    """
    code = normalise(code)
    if not is_well_formed(code):
        return Finding.MISTYPED, None
    wanted = (
        select(Copy, Certificate)
        .join(Certificate)
        .where(Copy.verification_code == code, Certificate.number == number.strip())
    )
    row = session.execute(wanted).one_or_none()
    if row is None:
        return Finding.UNKNOWN, None
    copy, certificate = row
    return _standing(session, copy, certificate, today), _stated(copy, certificate)


def _standing(
    session: Session, copy: Copy, certificate: Certificate, today: date
) -> Finding:
    known = select(CopyEvent.standing).where(CopyEvent.serial == copy.serial)
    if CopyStanding.FAILED in set(session.scalars(known)):
        return Finding.NEVER_PRINTED
    return Finding.VALID if today <= certificate.valid_until else Finding.EXPIRED


def _stated(copy: Copy, certificate: Certificate) -> Stated:
    facts = from_wire(EnrolmentFacts, json.loads(certificate.facts))
    number = facts.citizen_number
    return Stated(
        serial=copy.serial,
        issued_on=certificate.issued_at.astimezone(CITY_ZONE).date(),
        valid_until=certificate.valid_until,
        name=mask_name(facts.name),
        citizen_number=f"{number[:6]}********{number[14:]}",
        months=tuple((line.kind, line.months_paid) for line in facts.enrolments),
    )
