"""What the records say now, as rules ask it: enrolments, months, benefits, facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.store.business import BenefitEvent, EmployerFact, PersonFact
from backend.store.insurance import Benefit, Contribution, EnrolmentChange
from backend.store.words import BenefitStep
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = [
    "EMPLOYEE_KINDS",
    "active_kinds",
    "benefits_drawn",
    "bookings_of",
    "employer_fact",
    "is_suspended",
    "last_changes",
    "mean_base",
    "months_paid",
    "person_fact",
    "works_at",
]

EMPLOYEE_KINDS = (
    InsuranceKind.PENSION,
    InsuranceKind.UNEMPLOYMENT,
    InsuranceKind.MEDICAL,
    InsuranceKind.MAJOR_ILLNESS,
    InsuranceKind.INJURY,
    InsuranceKind.MATERNITY,
)
"""What an employer enrols its staff in."""


def last_changes(session: Session, number: int) -> dict[InsuranceKind, EnrolmentChange]:
    """Give the last change of each kind, also one that takes effect next month."""
    wanted = (
        select(EnrolmentChange)
        .where(EnrolmentChange.personal_number == number)
        .order_by(EnrolmentChange.kind, EnrolmentChange.change)
    )
    return {change.kind: change for change in session.scalars(wanted)}


def active_kinds(
    session: Session, number: int, employer: int | None
) -> tuple[InsuranceKind, ...]:
    """Give the kinds somebody pays through an employer, or on their own."""
    return tuple(
        kind
        for kind, change in last_changes(session, number).items()
        if change.status is EnrolmentStatus.PAYING
        and change.employer_number == employer
    )


def works_at(session: Session, number: int, employer: int) -> bool:
    """Tell whether somebody is insured in any kind through an employer."""
    return bool(active_kinds(session, number, employer))


def bookings_of(
    session: Session,
    number: int,
    kinds: Iterable[InsuranceKind],
    first: Month,
    last: Month,
) -> list[Contribution]:
    """Give all bookings of some kinds and months, oldest first."""
    wanted = (
        select(Contribution)
        .where(
            Contribution.personal_number == number,
            Contribution.kind.in_(list(kinds)),
            Contribution.period >= first,
            Contribution.period <= last,
        )
        .order_by(Contribution.period, Contribution.kind, Contribution.entry)
    )
    return list(session.scalars(wanted))


def months_paid(session: Session, number: int, kind: InsuranceKind, today: date) -> int:
    """Count the months whose money arrived by a day and was not paid back."""
    months = (
        select(Contribution.period)
        .where(
            Contribution.personal_number == number,
            Contribution.kind == kind,
            Contribution.arrived_on <= today,
        )
        .group_by(Contribution.period)
        .having(func.sum(Contribution.employer_cents + Contribution.person_cents) > 0)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(months)) or 0


def mean_base(session: Session, employer: int, year: int) -> Decimal | None:
    """Give the mean monthly base of an employer's staff in a year; none without any."""
    staff = select(EnrolmentChange.personal_number).where(
        EnrolmentChange.employer_number == employer
    )
    count, total = session.execute(
        select(func.count(), func.sum(Contribution.base_cents)).where(
            Contribution.personal_number.in_(staff),
            Contribution.employer_number == employer,
            Contribution.kind == InsuranceKind.MATERNITY,
            Contribution.period >= Month(year, 1),
            Contribution.period <= Month(year, 12),
        )
    ).one()
    return Decimal(int(total)) / count if count else None


def benefits_drawn(session: Session, number: int, month: Month) -> list[Benefit]:
    """Give the benefits that begin by a month and have not ended before it."""
    wanted = (
        select(Benefit)
        .where(
            Benefit.personal_number == number,
            Benefit.first_month <= month.plus(1),
            or_(Benefit.last_month.is_(None), Benefit.last_month >= month),
        )
        .order_by(Benefit.benefit_number)
    )
    return list(session.scalars(wanted))


def is_suspended(session: Session, benefit: int) -> bool:
    """Tell whether a case has suspended a benefit and none resumed it."""
    last = session.scalar(
        select(BenefitEvent.step)
        .where(BenefitEvent.benefit_number == benefit)
        .order_by(BenefitEvent.sequence.desc())
        .limit(1)
    )
    return last is BenefitStep.SUSPENDED


def person_fact(session: Session, number: int, topic: str) -> str:
    """Give what was told last about a person; empty for nothing."""
    found = session.scalar(
        select(PersonFact.value)
        .where(PersonFact.personal_number == number, PersonFact.topic == topic)
        .order_by(PersonFact.sequence.desc())
        .limit(1)
    )
    return found or ""


def employer_fact(session: Session, employer: int, topic: str) -> str:
    """Give what was told last about an employer; empty for nothing."""
    found = session.scalar(
        select(EmployerFact.value)
        .where(EmployerFact.employer_number == employer, EmployerFact.topic == topic)
        .order_by(EmployerFact.sequence.desc())
        .limit(1)
    )
    return found or ""
