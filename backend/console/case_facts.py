"""What the records say of whom a case is about, beside what the case claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.case import CaseView
from backend.cases.reading import cases_of
from backend.cases.rules.benefit_query import benefit_table
from backend.cases.rules.query import enrolment_table
from backend.cases.staff import staff_count
from backend.cases.standing import person_fact
from backend.catalogue.item import Catalogue
from backend.store.insurance import Employer
from backend.store.people import Person
from kiosk.domain.identifier import mask_number
from kiosk.domain.months import Month

__all__ = ["CaseFacts", "facts_of"]

_MOST_OTHERS = 8


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a reviewer wants at hand.

    Attributes:
        person: Whom it is about; none for an employer as a whole.
        told: Label's key and value of what is known of the person.
        tables: Enrolments and benefits, as the resident sees them.
        staff: Persons insured through the employer.
        others: Further cases of the same person or employer, the newest first.
    """

    person: Person | None
    told: tuple[tuple[str, str], ...]
    tables: tuple[dict[str, object], ...]
    employer: Employer | None
    staff: int
    others: tuple[CaseView, ...]


def facts_of(
    session: Session, catalogue: Catalogue, case: CaseView, today: date
) -> CaseFacts:
    """Gather the facts as of a day."""
    person = _person(session, case)
    employer = (
        session.get(Employer, case.employer_number) if case.employer_number else None
    )
    others = cases_of(
        session,
        catalogue,
        person=case.personal_number,
        employer=case.employer_number,
    )
    return CaseFacts(
        person=person,
        told=_told(session, person) if person else (),
        tables=_tables(session, person.personal_number, today) if person else (),
        employer=employer,
        staff=staff_count(session, employer.employer_number) if employer else 0,
        others=tuple(it for it in others if it.case_id != case.case_id)[:_MOST_OTHERS],
    )


def _person(session: Session, case: CaseView) -> Person | None:
    """Find whom the form names, as an employer's forms do; else whose case it is."""
    named = case.answers.get("person_number")
    if isinstance(named, str):
        return session.scalar(
            select(Person).where(Person.citizen_number == named.strip().upper())
        )
    number = case.personal_number
    return session.get(Person, number) if number is not None else None


def _told(session: Session, person: Person) -> tuple[tuple[str, str], ...]:
    number = person.personal_number
    known = [
        ("name", person.name),
        ("citizen-number", mask_number(person.citizen_number)),
        ("personal-number", str(number)),
        ("birth-date", person.birth_date.isoformat()),
        ("phone", person_fact(session, number, "phone")),
        ("address", person_fact(session, number, "address")),
    ]
    return tuple((key, value) for key, value in known if value)


def _tables(
    session: Session, number: int, today: date
) -> tuple[dict[str, object], ...]:
    enrolments = enrolment_table(session, number, today)
    return enrolments, benefit_table(session, number, Month.of(today))
