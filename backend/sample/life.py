"""An invented person's whole story at the centre, before it becomes rows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from backend.sample.career import Spell, draw_side_job, draw_spells
from backend.sample.employer import Workplaces
from backend.sample.name import invent_name
from backend.sample.number import NumberSeries
from kiosk.domain.card import Sex
from kiosk.domain.months import Month

__all__ = ["Life", "Newborn", "draw_life", "draw_newborn", "yearly_passes"]

_FIRST_BIRTH = date(1938, 1, 1)
_LAST_BIRTH_AGE_DAYS = 19 * 365
_MALE_CHANCE = 0.5
_MALE_PENSION_AGE = 60
_FEMALE_PENSION_AGE = 55
_RESIDENT_SCHEME_CHANCE = 0.12
_CERTIFIED_WITHIN_DAYS = 410
_YEAR = timedelta(days=365)
_RULES_SINCE = Month(2018, 5)
"""Since then one pass is good for a year, whenever it is made."""
_NEVER_CERTIFIED_CHANCE = 0.02
_LONG_AGO_CHANCE = 0.04
_PENSION_CENTS = (160_000, 680_000)


@dataclass(frozen=True, slots=True)
class Newborn:
    """Whose life is drawn, possibly elsewhere: numbers are given out in one place."""

    number: str = field(repr=False)
    sex: Sex
    birth: date


@dataclass(frozen=True, slots=True)
class Life:
    """What the records will say about one person.

    Attributes:
        spells: Insured work, in order.
        side_job: A second job at the same time as the last one.
        resident_since: First year in the residents' scheme, where no work counts.
        pension_from: First month of the pension drawn.
        certified_on: Days of passed life certifications, in order.
        acts_for: Number of the employer whose business the person handles.
        community: Code of where the person lives; empty to have it fall by number.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    sex: Sex
    birth: date
    spells: tuple[Spell, ...] = ()
    side_job: Spell | None = None
    resident_since: int | None = None
    pension_from: Month | None = None
    pension_cents: int = 0
    certified_on: tuple[date, ...] = ()
    acts_for: int | None = None
    community: str = ""


def draw_newborn(chance: random.Random, numbers: NumberSeries, today: date) -> Newborn:
    """Draw sex and birth of somebody who is grown up today, with a free number."""
    sex = Sex.MALE if chance.random() < _MALE_CHANCE else Sex.FEMALE
    birth = _draw_birth(chance, today)
    return Newborn(numbers.next(birth, sex), sex, birth)


def draw_life(
    chance: random.Random, newborn: Newborn, today: date, places: Workplaces
) -> Life:
    """Draw what came since: at work, between jobs, retired or never employed."""
    sex, birth = newborn.sex, newborn.birth
    pension_from = _pension_month(birth, sex)
    retired = pension_from <= Month.of(today)
    is_resident = chance.random() < _RESIDENT_SCHEME_CHANCE
    start = _at_age(birth, chance.randrange(18, 27))
    end = min(pension_from.plus(-1), Month.of(today))
    spells = [] if is_resident else draw_spells(chance, start, end, places)
    return Life(
        number=newborn.number,
        name=invent_name(chance, sex, birth.year),
        sex=sex,
        birth=birth,
        spells=tuple(spells),
        side_job=draw_side_job(chance, spells, places),
        resident_since=chance.randrange(2012, today.year) if is_resident else None,
        pension_from=pension_from if retired else None,
        pension_cents=chance.randrange(*_PENSION_CENTS),
        certified_on=_draw_passes(chance, today, pension_from) if retired else (),
    )


def _draw_birth(chance: random.Random, today: date) -> date:
    days = (today - _FIRST_BIRTH).days - _LAST_BIRTH_AGE_DAYS
    return _FIRST_BIRTH + timedelta(days=chance.randrange(days))


def _pension_month(birth: date, sex: Sex) -> Month:
    age = _MALE_PENSION_AGE if sex is Sex.MALE else _FEMALE_PENSION_AGE
    return _at_age(birth, age)


def _at_age(birth: date, years: int) -> Month:
    """Give the month of a birthday; a birth may lie before the first `Month`."""
    return Month(birth.year + years, birth.month)


def _draw_passes(chance: random.Random, today: date, first: Month) -> tuple[date, ...]:
    lot = chance.random()
    last = today - timedelta(days=chance.randrange(_CERTIFIED_WITHIN_DAYS))
    if lot < _NEVER_CERTIFIED_CHANCE:
        return ()
    if lot < _NEVER_CERTIFIED_CHANCE + _LONG_AGO_CHANCE:
        last -= _YEAR
    return yearly_passes(last, first)


def yearly_passes(last: date, first: Month) -> tuple[date, ...]:
    """Lay out a pass a year, back to when the rules or the pension began."""
    since = max(first, _RULES_SINCE).first_day()
    years = range((last - since).days // _YEAR.days, -1, -1)
    return tuple(last - back * _YEAR for back in years)
