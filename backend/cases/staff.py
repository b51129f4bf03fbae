"""An employer's staff as the enrolments tell it, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, aliased

from backend.store.business import DeclaredBase
from backend.store.insurance import EnrolmentChange
from backend.store.people import Person
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = [
    "StaffLine",
    "declared_wages",
    "next_personal_number",
    "staff_count",
    "staff_of",
]


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One kind that the employer pays for one person, from a month on."""

    personal_number: int
    kind: InsuranceKind
    since: Month


def staff_of(session: Session, employer: int, month: Month) -> list[StaffLine]:
    """Give who is insured through an employer in a month, a line for each kind."""
    latest = _latest(employer, month)
    wanted = (
        select(
            EnrolmentChange.personal_number,
            EnrolmentChange.kind,
            EnrolmentChange.month,
        )
        .join(
            latest,
            (EnrolmentChange.personal_number == latest.c.personal_number)
            & (EnrolmentChange.kind == latest.c.kind)
            & (EnrolmentChange.change == latest.c.change),
        )
        .where(
            EnrolmentChange.status == EnrolmentStatus.PAYING,
            EnrolmentChange.employer_number == employer,
        )
        .order_by(EnrolmentChange.personal_number, EnrolmentChange.kind)
    )
    return [StaffLine(*row) for row in session.execute(wanted)]


def staff_count(session: Session, employer: int) -> int:
    """Count the persons insured through an employer, by their last changes."""
    lines = staff_of(session, employer, Month(2199, 12))
    return len({line.personal_number for line in lines})


def declared_wages(session: Session, employer: int, year: int) -> Mapping[int, int]:
    """Give the wage declared last for each member of staff in a year, in fen."""
    wanted = (
        select(DeclaredBase.personal_number, DeclaredBase.wage_cents)
        .where(DeclaredBase.employer_number == employer, DeclaredBase.year == year)
        .order_by(DeclaredBase.sequence)
    )
    return {row.personal_number: row.wage_cents for row in session.execute(wanted)}


def next_personal_number(session: Session) -> int:
    """Give the number after the last; of two at once the database refuses one."""
    return (session.scalar(select(func.max(Person.personal_number))) or 100_000_000) + 1


def _latest(employer: int, month: Month) -> Subquery:
    """Select each one's last change that has taken effect by a month."""
    theirs = aliased(EnrolmentChange)
    people = select(theirs.personal_number).where(theirs.employer_number == employer)
    return (
        select(
            EnrolmentChange.personal_number,
            EnrolmentChange.kind,
            func.max(EnrolmentChange.change).label("change"),
        )
        .where(
            EnrolmentChange.personal_number.in_(people),
            EnrolmentChange.month <= month,
        )
        .group_by(EnrolmentChange.personal_number, EnrolmentChange.kind)
        .subquery()
    )
