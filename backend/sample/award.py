"""How an invented pension was awarded, told backwards from what is drawn today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.records.award import DIVISORS, RISES, base_pension
from backend.sample.life import Life
from backend.sample.rate import average_cents
from backend.store.insurance import PensionAward, PensionRise
from backend.store.schema import Row
from kiosk.domain.money import round_fen
from kiosk.domain.months import Month

__all__ = ["award_lines"]

_INDEX_UNITS = 10_000
_PERSON_SHARE = 0.08
_INTEREST = 1.04
_SCHEME_BEGAN = Month(1996, 1)
_STARTED_AGE = 20


@dataclass(frozen=True, slots=True)
class _Past:
    """What the career comes to at the award."""

    first_month: Month
    paid: int
    deemed: int
    index: int
    wage: int
    account: int
    divisor: int


def award_lines(
    life: Life, today: date
) -> Iterator[tuple[type[Row], Mapping[str, object]]]:
    """Give award and rises of who draws the employees' pension; else nothing.

    The parts follow the formula as far as the pension reaches, the transitional
    part is the rest, and the rises are those of the country.
    """
    if life.pension_from is None or life.resident_since is not None:
        return
    past = _past(life, life.pension_from)
    rises = tuple(_rises(life.pension_from.year, life.pension_cents, today.year))
    total = life.pension_cents - sum(cents for _, cents in rises)
    account = min(round_fen(Decimal(past.account) / past.divisor), total)
    base = min(
        base_pension(past.wage, past.index, past.paid + past.deemed), total - account
    )
    yield PensionAward, _award(past, base, account, total - base - account)
    for year, cents in rises:
        yield PensionRise, {"month": Month(year, 1), "added_cents": cents}


def _award(
    past: _Past, base: int, account: int, transitional: int
) -> Mapping[str, object]:
    return {
        "awarded_on": past.first_month.plus(-1).first_day().replace(day=20),
        "first_month": past.first_month,
        "paid_months": past.paid,
        "deemed_months": past.deemed,
        "average_index": past.index,
        "average_wage_cents": past.wage,
        "account_cents": past.account,
        "divisor": past.divisor,
        "base_pension_cents": base,
        "account_pension_cents": account,
        "transitional_cents": transitional,
    }


def _past(life: Life, first: Month) -> _Past:
    months = [spell.last.months_since(spell.first) + 1 for spell in life.spells]
    paid = sum(months)
    weighed = sum(
        spell.wage_share * count
        for spell, count in zip(life.spells, months, strict=True)
    )
    share = weighed / paid if paid else 1.0
    # Births before 1949 are no months of contribution: counted as plain numbers.
    born = life.birth.year * 12 + life.birth.month - 1
    age = (first.index - born) // 12
    wage = round(average_cents(first.year - 1))
    return _Past(
        first,
        paid,
        max(0, min(_SCHEME_BEGAN, first).index - born - 12 * _STARTED_AGE),
        round(share * _INDEX_UNITS),
        wage,
        round(paid * wage * 0.6 * share * _PERSON_SHARE * _INTEREST),
        DIVISORS.get(age, min(DIVISORS.values())),
    )


def _rises(award_year: int, cents: int, last_year: int) -> Iterator[tuple[int, int]]:
    """Take the country's rises off today's pension again, oldest first."""
    told = []
    for year in range(last_year, award_year, -1):
        before = round_fen(cents / (1 + RISES.get(year, Decimal(0))))
        if cents > before:
            told.append((year, cents - before))
        cents = before
    yield from reversed(told)
