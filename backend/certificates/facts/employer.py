"""Facts of an employer enrolment certificate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend.store.insurance import (
    Contribution,
    Employer,
    EmployerOperator,
    EnrolmentChange,
)
from backend.store.people import Person
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.facts.employer import EmployerFacts, EmployerKind, StaffMember
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month

__all__ = ["MOST_STAFF", "employer_facts"]

MOST_STAFF = 500
"""Lines of the staff list at most; a larger employer's paper states heads alone."""


def employer_facts(session: Session, person: Person, today: date) -> EmployerFacts:
    """Gather what the one employer insures for whom this person acts.

    Raises:
        NoRecord: reason ``no-operator`` for who acts for none, ``several`` for who
            acts for more than one, ``nothing-to-certify`` without any enrolment.
    """
    employer = _employer(session, person.personal_number, today)
    kinds = _kinds(session, employer.employer_number, today)
    if not kinds:
        raise NoRecord(reason="nothing-to-certify")
    return EmployerFacts(
        name=employer.name,
        credit_code=employer.credit_code,
        employer_number=str(employer.employer_number),
        data_as_of=today,
        kinds=kinds,
        staff=_staff(session, employer.employer_number, today),
    )


def _employer(session: Session, number: int, today: date) -> Employer:
    wanted = (
        select(Employer)
        .join(EmployerOperator)
        .where(
            EmployerOperator.personal_number == number,
            EmployerOperator.since <= today,
            EmployerOperator.until.is_(None) | (EmployerOperator.until > today),
        )
    )
    found = list(session.scalars(wanted))
    if len(found) != 1:
        raise NoRecord(reason="several" if found else "no-operator")
    return found[0]


def _ever(employer: int) -> Select[int]:
    """Select whoever was once enrolled through an employer: few, and indexed."""
    change = EnrolmentChange
    return select(change.personal_number).where(change.employer_number == employer)


def _current(employer: int, today: date) -> Select[int, InsuranceKind, Month]:
    """Select who pays through an employer now: person, kind, since when."""
    place = EnrolmentChange
    latest = (
        select(
            place.personal_number, place.kind, func.max(place.change).label("change")
        )
        .where(
            place.month <= Month.of(today), place.personal_number.in_(_ever(employer))
        )
        .group_by(place.personal_number, place.kind)
        .subquery()
    )
    return (
        select(place.personal_number, place.kind, place.month)
        .join(
            latest,
            (latest.c.personal_number == place.personal_number)
            & (latest.c.kind == place.kind)
            & (latest.c.change == place.change),
        )
        .where(
            place.employer_number == employer, place.status == EnrolmentStatus.PAYING
        )
    )


def _kinds(session: Session, employer: int, today: date) -> tuple[EmployerKind, ...]:
    heads: dict[InsuranceKind, int] = {}
    for _, kind, _ in session.execute(_current(employer, today)):
        heads[kind] = heads.get(kind, 0) + 1
    booked = Contribution
    wanted = (
        select(
            booked.kind,
            func.min(booked.period, type_=booked.period.type),
            func.max(booked.period, type_=booked.period.type).filter(
                booked.arrived_on <= today
            ),
            func.sum(booked.employer_cents + booked.person_cents).filter(
                (booked.arrived_on.is_(None)) & (booked.period < Month.of(today))
            ),
        )
        .where(
            booked.employer_number == employer,
            booked.personal_number.in_(_ever(employer)),
        )
        .group_by(booked.kind)
        .order_by(booked.kind)
    )
    return tuple(
        EmployerKind(kind, first, last, heads.get(kind, 0), int(owed or 0))
        for kind, first, last, owed in session.execute(wanted)
    )


def _staff(session: Session, employer: int, today: date) -> tuple[StaffMember, ...]:
    rows = [
        (number, since)
        for number, kind, since in session.execute(_current(employer, today))
        if kind is InsuranceKind.PENSION
    ]
    if len(rows) > MOST_STAFF:
        return ()
    since = dict(rows)
    members = _members(session, employer, list(since), today)
    return tuple(
        StaffMember(
            person.name,
            person.citizen_number,
            since[person.personal_number],
            last,
            months,
            base or 0,
        )
        for person, last, months, base in members
    )


def _members(
    session: Session, employer: int, numbers: Sequence[int], today: date
) -> list[tuple[Person, Month | None, int, int | None]]:
    booked = Contribution
    paid = (booked.arrived_on <= today) & (booked.employer_cents > 0)
    wanted = (
        select(
            Person,
            func.max(booked.period, type_=booked.period.type).filter(paid),
            func.count(func.distinct(booked.period)).filter(paid),
            func.max(booked.base_cents).filter(
                booked.period >= Month.of(today).plus(-12)
            ),
        )
        .outerjoin(
            booked,
            (booked.personal_number == Person.personal_number)
            & (booked.employer_number == employer)
            & (booked.kind == InsuranceKind.PENSION),
        )
        .where(Person.personal_number.in_(numbers))
        .group_by(Person.personal_number)
        .order_by(Person.citizen_number)
    )
    return [
        (person, last, count, base)
        for person, last, count, base in session.execute(wanted)
    ]
