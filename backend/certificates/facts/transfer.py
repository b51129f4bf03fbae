"""Facts of a transfer voucher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from backend.certificates.facts.holder import holder
from backend.certificates.facts.pension import draws_pension, pension_months
from backend.records.account import account_years
from backend.records.enrolment import enrolments_of
from backend.store.people import Person
from kiosk.domain.contribution import (
    ContributionMonth,
    EnrolmentStatus,
    InsuranceKind,
)
from kiosk.domain.facts.rights import AccountYear
from kiosk.domain.facts.transfer import TransferFacts, TransferYear
from kiosk.domain.fault import NoRecord
from kiosk.domain.money import share
from kiosk.domain.months import Month

__all__ = ["transfer_facts"]

_FUND_SHARE = Decimal("0.12")
_FUND_SINCE = Month(1998, 1)
"""国办发〔2009〕66号, 第四条."""


def transfer_facts(session: Session, person: Person, today: date) -> TransferFacts:
    """Gather what moves along with the pension relation.

    Raises:
        NoRecord: reason ``nothing-to-certify`` without a month paid,
            ``already-drawn`` for a pensioner, ``still-paying`` before the
            enrolment here was stopped.
    """
    number = person.personal_number
    months = [
        each for each in pension_months(session, number, today) if each.is_arrived
    ]
    _check(session, number, today, months)
    fund = sum(each.base_cents for each in months if each.period >= _FUND_SINCE)
    years = account_years(months, today.year)
    return TransferFacts(
        **holder(person, today),
        birth_date=person.birth_date,
        first_month=months[-1].period,
        last_month=months[0].period,
        years=tuple(_year(year, months) for year in years),
        fund_cents=share(fund, _FUND_SHARE),
    )


def _check(
    session: Session, number: int, today: date, months: Sequence[ContributionMonth]
) -> None:
    if not months:
        raise NoRecord(reason="nothing-to-certify")
    if draws_pension(session, number, today):
        raise NoRecord(reason="already-drawn")
    for line in enrolments_of(session, number, today):
        is_pension = line.kind is InsuranceKind.PENSION
        if is_pension and line.status is EnrolmentStatus.PAYING:
            raise NoRecord(reason="still-paying")


def _year(year: AccountYear, months: Sequence[ContributionMonth]) -> TransferYear:
    of_year = [month for month in months if month.period.year == year.year]
    return TransferYear(
        year=year.year,
        first_month=of_year[-1].period,
        last_month=of_year[0].period,
        months=year.months,
        base_cents=sum(month.base_cents for month in of_year),
        credited_cents=year.credited_cents,
        interest_cents=year.interest_cents,
    )
