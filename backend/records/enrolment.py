"""What a person is insured for, counted from the bookings as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.store.insurance import Contribution, Employer, EnrolmentChange
from backend.store.people import Person
from kiosk.domain.contribution import (
    ContributionMonth,
    Enrolment,
    EnrolmentStatus,
    InsuranceKind,
)
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month

__all__ = ["enrolment_facts"]

_RECENT_MONTHS = 12
_RESIDENT_KINDS = (InsuranceKind.RESIDENT_PENSION, InsuranceKind.RESIDENT_MEDICAL)


@dataclass(frozen=True, slots=True)
class _Paid:
    months: int
    last: Month | None


def enrolment_facts(session: Session, person: Person, today: date) -> EnrolmentFacts:
    """Gather what an enrolment certificate states.

    ``recent`` holds each kind's bookings of the twelve months up to today's,
    newest first; a month without any booking is left out.

    Raises:
        NoRecord: reason ``nothing-to-certify``; an empty paper is never made.
    """
    enrolments = _enrolments(session, person.personal_number, today)
    if not enrolments:
        raise NoRecord(reason="nothing-to-certify")
    return EnrolmentFacts(
        name=person.name,
        citizen_number=person.citizen_number,
        sex=person.sex,
        personal_number=str(person.personal_number),
        enrolments=enrolments,
        recent=_recent(session, person.personal_number, today),
        data_as_of=today,
    )


def _enrolments(session: Session, number: int, today: date) -> tuple[Enrolment, ...]:
    paid = _paid(session, number, today)
    history: dict[InsuranceKind, list[tuple[EnrolmentChange, str | None]]] = {}
    wanted = (
        select(EnrolmentChange, Employer.name)
        .outerjoin(Employer)
        .where(
            EnrolmentChange.personal_number == number,
            EnrolmentChange.month <= Month.of(today),
        )
        .order_by(EnrolmentChange.kind, EnrolmentChange.change)
    )
    for change, employer in session.execute(wanted):
        history.setdefault(change.kind, []).append((change, employer))
    return tuple(
        _enrolment(kind, changes, paid.get(kind, _Paid(0, None)))
        for kind, changes in history.items()
        if changes[-1][0].status is not EnrolmentStatus.NOT_ENROLLED
    )


def _enrolment(
    kind: InsuranceKind,
    changes: Sequence[tuple[EnrolmentChange, str | None]],
    paid: _Paid,
) -> Enrolment:
    last, employer = changes[-1]
    return Enrolment(
        kind=kind,
        status=last.status,
        employer=_payer(kind, employer),
        first_month=changes[0][0].month,
        months_paid=paid.months,
        last_paid_month=paid.last,
    )


def _paid(session: Session, number: int, today: date) -> dict[InsuranceKind, _Paid]:
    """Count the months whose money has arrived and was not paid back."""
    months = (
        select(Contribution.kind, Contribution.period)
        .where(
            Contribution.personal_number == number,
            Contribution.arrived_on <= today,
        )
        .group_by(Contribution.kind, Contribution.period)
        .having(func.sum(Contribution.employer_cents + Contribution.person_cents) > 0)
        .subquery()
    )
    wanted = select(
        months.c.kind,
        func.count(),
        func.max(months.c.period, type_=months.c.period.type),
    ).group_by(months.c.kind)
    return {kind: _Paid(count, last) for kind, count, last in session.execute(wanted)}


def _recent(
    session: Session, number: int, today: date
) -> tuple[ContributionMonth, ...]:
    this_month = Month.of(today)
    wanted = (
        select(Contribution, Employer.name)
        .outerjoin(Employer)
        .where(
            Contribution.personal_number == number,
            Contribution.period > this_month.plus(-_RECENT_MONTHS),
            Contribution.period <= this_month,
        )
        .order_by(Contribution.period.desc(), Contribution.kind, Contribution.entry)
    )
    entries: dict[
        tuple[Month, InsuranceKind], list[tuple[Contribution, str | None]]
    ] = {}
    for contribution, employer in session.execute(wanted):
        month = (contribution.period, contribution.kind)
        entries.setdefault(month, []).append((contribution, employer))
    return tuple(_month(bookings, today) for bookings in entries.values())


def _month(
    bookings: Sequence[tuple[Contribution, str | None]],
    today: date,
) -> ContributionMonth:
    first, employer = bookings[0]
    arrived = [
        booking.employer_cents + booking.person_cents
        for booking, _ in bookings
        if booking.arrived_on is not None and booking.arrived_on <= today
    ]
    return ContributionMonth(
        period=first.period,
        kind=first.kind,
        employer=_payer(first.kind, employer),
        base_cents=max(booking.base_cents for booking, _ in bookings),
        employer_cents=sum(booking.employer_cents for booking, _ in bookings),
        person_cents=sum(booking.person_cents for booking, _ in bookings),
        is_arrived=sum(arrived) > 0,
    )


def _payer(kind: InsuranceKind, employer: str | None) -> str:
    """Name who pays as a certificate prints it, employer or none."""
    if employer is not None:
        return employer
    return "城乡居民" if kind in _RESIDENT_KINDS else "灵活就业人员"
