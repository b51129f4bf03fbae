"""Careers: spells of work with gaps between, a second job, years in other cities."""

from __future__ import annotations

import random
from dataclasses import dataclass

from backend.sample.employer import Workplaces
from backend.sample.rate import FIRST_YEAR
from kiosk.domain.months import Month

__all__ = ["Spell", "draw_side_job", "draw_spells"]

_FIRST_MONTH = Month(FIRST_YEAR, 1)
_GAP_CHANCE = 0.55
_ELSEWHERE_CHANCE = 0.06
_SIDE_JOB_CHANCE = 0.04


@dataclass(frozen=True, slots=True)
class Spell:
    """Unbroken insured work for one employer.

    Attributes:
        employer_number: None where the work was in another city, whose months were
            brought along when the pension relation was transferred.
        wage_share: The wage as a part of the city's average.
    """

    employer_number: int | None
    first: Month
    last: Month
    wage_share: float

    @property
    def is_elsewhere(self) -> bool:
        """Whether the work was in another city."""
        return self.employer_number is None


def draw_spells(
    chance: random.Random, start: Month, end: Month, places: Workplaces
) -> list[Spell]:
    """Draw the spells of a working life from a month to another."""
    spells: list[Spell] = []
    month = max(start, _FIRST_MONTH)
    wage = min(2.5, max(0.45, chance.lognormvariate(-0.1, 0.4)))
    while month <= end:
        last = min(month.plus(chance.randrange(8, 110)), end)
        elsewhere = not spells and chance.random() < _ELSEWHERE_CHANCE
        employer = None if elsewhere else places.draw(chance)
        spells.append(Spell(employer, month, last, wage))
        gap = chance.randrange(1, 16) if chance.random() < _GAP_CHANCE else 0
        month = last.plus(1 + gap)
        wage = min(2.9, wage * chance.uniform(0.95, 1.15))
    return spells


def draw_side_job(
    chance: random.Random, spells: list[Spell], places: Workplaces
) -> Spell | None:
    """Draw a second job beside the last one, for a few people."""
    if not spells or chance.random() >= _SIDE_JOB_CHANCE:
        return None
    main = spells[-1]
    first = main.first.plus(chance.randrange(main.last.months_since(main.first) + 1))
    employer = places.draw(chance)
    if main.is_elsewhere or employer == main.employer_number:
        return None
    return Spell(employer, first, main.last, main.wage_share * 0.4)
