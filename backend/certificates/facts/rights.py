"""Facts of a personal rights statement."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from backend.certificates.facts.holder import holder
from backend.certificates.facts.pension import draws_pension, pension_months
from backend.records.account import account_years
from backend.records.contributions import contribution_months
from backend.records.enrolment import enrolments_of
from backend.store.people import Person
from kiosk.domain.certificate import WHOLE, PaperScope
from kiosk.domain.facts.rights import AccountYear, RightsFacts
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month

__all__ = ["rights_facts"]


def rights_facts(
    session: Session, person: Person, today: date, scope: PaperScope = WHOLE
) -> RightsFacts:
    """Gather the year asked for; else the last whole one, or this for who is new.

    Who draws the pension has no account stated: it is being paid out.

    Raises:
        NoRecord: reason ``nothing-to-certify``; an empty paper is never made, nor
            one of a year before the first enrolment or after this.
    """
    number = person.personal_number
    enrolments = enrolments_of(session, number, today)
    if not enrolments:
        raise NoRecord(reason="nothing-to-certify")
    first = min(line.first_month for line in enrolments)
    usual = today.year - 1 if first.year < today.year else today.year
    year = scope.first.year if scope.first else usual
    if not first.year <= year <= today.year:
        raise NoRecord(reason="nothing-to-certify")
    account = _account(session, number, today, year)
    months = contribution_months(
        session, number, today, Month(year, 1), Month(year, 12)
    )
    return RightsFacts(
        **holder(person, today),
        year=year,
        employer=enrolments[0].employer,
        account=account[-1] if account else None,
        total_months=sum(each.months for each in account),
        enrolments=enrolments,
        months=months,
    )


def _account(
    session: Session, number: int, today: date, year: int
) -> tuple[AccountYear, ...]:
    if draws_pension(session, number, today):
        return ()
    return account_years(pension_months(session, number, today), year)
