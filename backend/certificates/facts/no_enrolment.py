"""Facts of a certificate of no enrolment."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from backend.certificates.facts.holder import holder
from backend.records.contributions import contribution_months
from backend.records.enrolment import enrolments_of
from backend.store.people import Person
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.facts.no_enrolment import NoEnrolmentFacts
from kiosk.domain.fault import NoRecord

__all__ = ["no_enrolment_facts"]


def no_enrolment_facts(
    session: Session, person: Person, today: date
) -> NoEnrolmentFacts:
    """State that nothing is on record.

    Raises:
        NoRecord: reason ``enrolled``; somebody with any record gets no such paper.
    """
    number = person.personal_number
    is_known = enrolments_of(session, number, today) or contribution_months(
        session, number, today
    )
    if is_known:
        raise NoRecord(reason="enrolled")
    return NoEnrolmentFacts(**holder(person, today), kinds=tuple(InsuranceKind))
