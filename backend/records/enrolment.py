"""What a person is insured for, counted from the bookings as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.records.contributions import contribution_months, payer_name
from backend.store.insurance import Contribution, Employer, EnrolmentChange
from backend.store.people import Person
from kiosk.domain.contribution import (
    Enrolment,
    EnrolmentStatus,
    InsuranceKind,
)
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month

__all__ = ["enrolment_facts", "enrolments_of"]

_RECENT_MONTHS = 12


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
    this_month = Month.of(today)
    enrolments = enrolments_of(session, person.personal_number, today)
    if not enrolments:
        raise NoRecord(reason="nothing-to-certify")
    return EnrolmentFacts(
        name=person.name,
        citizen_number=person.citizen_number,
        sex=person.sex,
        personal_number=str(person.personal_number),
        enrolments=enrolments,
        recent=contribution_months(
            session, person.personal_number, today, this_month.plus(1 - _RECENT_MONTHS)
        ),
        data_as_of=today,
    )


def enrolments_of(session: Session, number: int, today: date) -> tuple[Enrolment, ...]:
    """Give what somebody is or was insured for as of a day, a line for each kind."""
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
        employer=payer_name(kind, employer),
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
