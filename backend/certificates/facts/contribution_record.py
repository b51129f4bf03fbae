"""Facts of a contribution record."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from backend.certificates.facts.holder import holder
from backend.records.contributions import FIRST_MONTH, contribution_months
from backend.store.people import Person
from kiosk.domain.certificate import WHOLE, PaperScope
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.fault import NoRecord

__all__ = ["contribution_record_facts"]


def contribution_record_facts(
    session: Session, person: Person, today: date, scope: PaperScope = WHOLE
) -> ContributionRecordFacts:
    """Gather the months booked within a scope, every one ever where it is whole.

    Raises:
        NoRecord: reason ``nothing-to-certify``; an empty paper is never made.
    """
    booked = contribution_months(
        session,
        person.personal_number,
        today,
        scope.first or FIRST_MONTH,
        scope.last,
        by_payer=True,
    )
    months = tuple(
        month for month in booked if not scope.kinds or month.kind in scope.kinds
    )
    if not months:
        raise NoRecord(reason="nothing-to-certify")
    return ContributionRecordFacts(**holder(person, today), months=months, scope=scope)
