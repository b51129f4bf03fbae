"""What a person is insured for, counted from the bookings as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, bindparam, func, select
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

# Put together once: that takes longer than to run them.
_CHANGES = (
    select(
        EnrolmentChange.kind,
        EnrolmentChange.status,
        EnrolmentChange.month,
        Employer.name,
    )
    .select_from(EnrolmentChange)
    .outerjoin(Employer)
    .where(
        EnrolmentChange.personal_number == bindparam("of_person"),
        EnrolmentChange.month <= bindparam("until", type_=EnrolmentChange.month.type),
    )
    .order_by(EnrolmentChange.kind, EnrolmentChange.change)
)
_PAID_MONTHS = (
    select(Contribution.kind, Contribution.period)
    .where(
        Contribution.personal_number == bindparam("of_person"),
        Contribution.arrived_on <= bindparam("today", type_=Date()),
    )
    .group_by(Contribution.kind, Contribution.period)
    .having(func.sum(Contribution.employer_cents + Contribution.person_cents) > 0)
    .subquery()
)
_PAID = select(
    _PAID_MONTHS.c.kind,
    func.count(),
    func.max(_PAID_MONTHS.c.period, type_=_PAID_MONTHS.c.period.type),
).group_by(_PAID_MONTHS.c.kind)


@dataclass(frozen=True, slots=True)
class _Paid:
    months: int
    last: Month | None


class _Change(NamedTuple):
    status: EnrolmentStatus
    month: Month
    employer: str | None


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
    history: dict[InsuranceKind, list[_Change]] = {}
    told = {"of_person": number, "until": Month.of(today)}
    for kind, status, month, employer in session.execute(_CHANGES, told):
        history.setdefault(kind, []).append(_Change(status, month, employer))
    return tuple(
        _enrolment(kind, changes, paid.get(kind, _Paid(0, None)))
        for kind, changes in history.items()
        if changes[-1].status is not EnrolmentStatus.NOT_ENROLLED
    )


def _enrolment(
    kind: InsuranceKind,
    changes: Sequence[_Change],
    paid: _Paid,
) -> Enrolment:
    last = changes[-1]
    return Enrolment(
        kind=kind,
        status=last.status,
        employer=payer_name(kind, last.employer),
        first_month=changes[0].month,
        months_paid=paid.months,
        last_paid_month=paid.last,
    )


def _paid(session: Session, number: int, today: date) -> dict[InsuranceKind, _Paid]:
    """Count the months whose money has arrived and was not paid back."""
    told = session.execute(_PAID, {"of_person": number, "today": today})
    return {kind: _Paid(count, last) for kind, count, last in told}
