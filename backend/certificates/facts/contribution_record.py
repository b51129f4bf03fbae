"""Facts of a contribution record."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from backend.certificates.facts.holder import holder
from backend.records.contributions import contribution_months
from backend.store.people import Person
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.fault import NoRecord

__all__ = ["contribution_record_facts"]


def contribution_record_facts(
    session: Session, person: Person, today: date
) -> ContributionRecordFacts:
    """Gather every month ever booked.

    Raises:
        NoRecord: reason ``nothing-to-certify``; an empty paper is never made.
    """
    months = contribution_months(session, person.personal_number, today, by_payer=True)
    if not months:
        raise NoRecord(reason="nothing-to-certify")
    return ContributionRecordFacts(**holder(person, today), months=months)
