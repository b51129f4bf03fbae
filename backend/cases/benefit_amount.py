"""How much a benefit is, and for how long: reckoned, or set by the reviewer."""

from __future__ import annotations

from decimal import Decimal

from backend.cases.matter import Matter, RuleBroken
from backend.cases.parameter import figure
from backend.cases.pension import award_of
from backend.cases.standing import (
    benefits_drawn,
    last_changes,
    mean_base,
    months_paid,
)
from backend.cases.survivor import survivor_months
from backend.catalogue.item import Words
from backend.records.account import account_years
from backend.records.contributions import contribution_months
from backend.store.people import Person
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.money import round_fen
from kiosk.domain.months import Month

__all__ = [
    "longest_unemployment",
    "one_time_amount",
    "pension_amount",
    "resident_pension_amount",
    "set_by_reviewer",
]

_UNEMPLOYMENT_MONTHS = ((120, 24), (60, 18), (12, 12))
"""Years paid and the longest benefit, both in months (社会保险法 art. 46)."""
_WANTS_FIGURE = Words("需由审核人员填写金额", "The reviewer has to set the amount")
_NOT_KNOWN = Words("没有该人员的记录", "There is no record of this person")
_DAYS_A_MONTH = 30


def pension_amount(matter: Matter, person: Person, first: Month) -> int:
    """Reckon the basic pension a month in fen, and keep how it came about."""
    award = award_of(matter.session, person, matter.today, first)
    matter.session.merge(award)
    matter.session.flush()
    matter.ledger.booked.append(["award", person.personal_number])
    matter.result["award"] = {
        "paid_months": award.paid_months,
        "average_index": award.average_index,
        "average_wage_cents": award.average_wage_cents,
        "account_cents": award.account_cents,
        "divisor": award.divisor,
        "base_pension_cents": award.base_pension_cents,
        "account_pension_cents": award.account_pension_cents,
    }
    return award.base_pension_cents + award.account_pension_cents


def resident_pension_amount(matter: Matter, person: Person) -> int:
    """Reckon in fen base and account over 139 months (国发〔2014〕8号 art. 6)."""
    months = [
        each
        for each in contribution_months(
            matter.session, person.personal_number, matter.today
        )
        if each.kind is InsuranceKind.RESIDENT_PENSION
    ]
    years = account_years(months, matter.today.year)
    account = years[-1].closing_cents if years else 0
    divisor = figure("resident-divisor", matter.today)
    base = int(figure("resident-base-pension", matter.today))
    return base + round_fen(Decimal(account) / divisor)


def longest_unemployment(matter: Matter, person: Person) -> int:
    """Tell for how many months unemployment benefit is paid at most; 0 for none."""
    paid = months_paid(
        matter.session,
        person.personal_number,
        InsuranceKind.UNEMPLOYMENT,
        matter.today,
    )
    return next((most for years, most in _UNEMPLOYMENT_MONTHS if paid >= years), 0)


def set_by_reviewer(matter: Matter, name: str) -> int:
    """Take the amount in fen that the reviewer wrote.

    Raises:
        RuleBroken: none was written yet.
    """
    if name not in matter.figures:
        raise RuleBroken(_WANTS_FIGURE, name)
    return matter.figures[name]


def one_time_amount(matter: Matter, benefit: str) -> int:
    """Reckon a single payment in fen, or take what the reviewer set.

    Raises:
        RuleBroken: it cannot be reckoned and nobody set it.
    """
    if benefit == "funeral-grant":
        return _funeral_grant(matter)
    if benefit == "maternity-allowance":
        return _maternity_allowance(matter)
    return set_by_reviewer(matter, "amount_cents")


def _funeral_grant(matter: Matter) -> int:
    """Two months' income, and the survivors' sum by the months paid and drawn."""
    dead = matter.named("beneficiary_number")
    if dead is None:
        raise RuleBroken(_NOT_KNOWN, "beneficiary_number")
    income = int(figure("monthly-income", matter.today))
    funeral = int(figure("funeral-months", matter.today)) * income
    number, day = dead.personal_number, matter.day("event_day")
    paid = months_paid(matter.session, number, InsuranceKind.PENSION, day)
    drawn = benefits_drawn(matter.session, number, Month.of(day))
    months = survivor_months(paid, drawn[0].first_month if drawn else None, day)
    matter.result |= {"funeral_cents": funeral, "survivor_months": months}
    return funeral + income * months


def _maternity_allowance(matter: Matter) -> int:
    """The employer's mean base of last year over thirty, times the days of leave.

    Source: 社会保险法 art. 56; 女职工劳动保护特别规定 art. 7 and 8.
    """
    change = last_changes(matter.session, matter.own.personal_number).get(
        InsuranceKind.MATERNITY
    )
    mean = None
    if change is not None and change.employer_number is not None:
        mean = mean_base(matter.session, change.employer_number, matter.today.year - 1)
    if mean is None:
        return set_by_reviewer(matter, "amount_cents")
    days = figure("maternity-days", matter.today)
    return round_fen(mean / _DAYS_A_MONTH * days)
