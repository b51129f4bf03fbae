"""Careers: spells of work with gaps between, and the bookings they leave."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backend.sample.rate import EMPLOYEE_KINDS, FIRST_YEAR, average_cents, year_rate
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month

__all__ = ["Booking", "Spell", "bookings", "draw_spells"]

_FIRST_MONTH = Month(FIRST_YEAR, 1)
_GAP_CHANCE = 0.55
_ARREARS_CHANCE = 0.002
_ARRIVAL_DAY = 18


@dataclass(frozen=True, slots=True)
class Spell:
    """Unbroken insured work for one employer.

    Attributes:
        wage_share: The wage as a part of the city's average.
    """

    employer_number: int
    first: Month
    last: Month
    wage_share: float


@dataclass(frozen=True, slots=True)
class Booking:
    """One month of one kind as it is booked; amounts in fen."""

    kind: InsuranceKind
    period: Month
    employer_number: int
    base_cents: int
    employer_cents: int
    person_cents: int
    arrived_on: date | None


def draw_spells(
    chance: random.Random, start: Month, end: Month, employers: int
) -> list[Spell]:
    """Draw the spells of a working life from a month to another.

    Employer numbers run from 1 to the number of employers.
    """
    spells, month = [], max(start, _FIRST_MONTH)
    wage = min(2.5, max(0.45, chance.lognormvariate(-0.1, 0.4)))
    while month <= end:
        last = min(month.plus(chance.randrange(8, 110)), end)
        employer = chance.randrange(1, employers + 1)
        spells.append(Spell(employer, month, last, wage))
        gap = chance.randrange(1, 16) if chance.random() < _GAP_CHANCE else 0
        month = last.plus(1 + gap)
        wage = min(2.9, wage * chance.uniform(0.95, 1.15))
    return spells


def bookings(
    chance: random.Random, spell: Spell, this_month: Month
) -> Iterator[Booking]:
    """Book every month of a spell for every kind; this month is still owed."""
    for year in range(spell.first.year, spell.last.year + 1):
        wage = int(spell.wage_share * average_cents(year))
        amounts = {kind: year_rate(kind, year).booking(wage) for kind in EMPLOYEE_KINDS}
        first = max(spell.first, Month(year, 1))
        for period in first.until(min(spell.last, Month(year, 12))):
            arrived = _arrival(chance, period, this_month)
            for kind, (base, employer, person) in amounts.items():
                yield Booking(
                    kind, period, spell.employer_number, base, employer, person, arrived
                )


def _arrival(chance: random.Random, period: Month, this_month: Month) -> date | None:
    """Money comes in the same month, but for a few arrears and the present month."""
    if period >= this_month or chance.random() < _ARREARS_CHANCE:
        return None
    return date(period.year, period.month, _ARRIVAL_DAY)
