"""Reckoning a pension from the records when it is claimed (国发〔2005〕38号)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from backend.cases.charge import average_wage
from backend.cases.retirement import age_on
from backend.certificates.facts.pension import pension_months
from backend.records.account import account_years
from backend.records.award import DIVISORS, base_pension
from backend.store.insurance import PensionAward
from backend.store.people import Person
from kiosk.domain.contribution import ContributionMonth
from kiosk.domain.money import round_fen
from kiosk.domain.months import Month

__all__ = ["award_of", "mean_index"]

_INDEX_UNITS = 10_000


def award_of(
    session: Session, person: Person, today: date, first: Month
) -> PensionAward:
    """Reckon base and account pension from the months that arrived by a day.

    The base pension rests on the average wage of the year before; nothing is
    deemed paid here, so there is no transitional part.

    Args:
        session: Reads the records.
        person: Who retires.
        today: Day of the award.
        first: First month the pension is paid for.
    """
    months = [
        each
        for each in pension_months(session, person.personal_number, today)
        if each.is_arrived
    ]
    wage = average_wage(session, first)
    index = mean_index(session, months)
    divisor = DIVISORS[min(max(age_on(person.birth_date, today), 50), 65)]
    years = account_years(months, today.year)
    account = years[-1].closing_cents if years else 0
    return PensionAward(
        personal_number=person.personal_number,
        awarded_on=today,
        first_month=first,
        paid_months=len(months),
        deemed_months=0,
        average_index=index,
        average_wage_cents=wage,
        account_cents=account,
        divisor=divisor,
        base_pension_cents=base_pension(wage, index, len(months)),
        account_pension_cents=round_fen(Decimal(account) / divisor),
        transitional_cents=0,
    )


def mean_index(session: Session, months: list[ContributionMonth]) -> int:
    """Give the mean of base over average wage of each month, in ten-thousandths."""
    if not months:
        return 0
    averages = {
        year: average_wage(session, Month(year, 1))
        for year in {month.period.year for month in months}
    }
    shares = (
        Decimal(month.base_cents) / averages[month.period.year] for month in months
    )
    total = sum(shares, Decimal(0))
    return round_fen(total / len(months) * _INDEX_UNITS)
