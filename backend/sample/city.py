"""Filling a centre with the invented city, in batches and with progress told."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import accumulate

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from backend.sample.community import communities
from backend.sample.crew import hands_for, written
from backend.sample.demonstration import DEMONSTRATION, demonstration_life
from backend.sample.employer import employer_count, employers
from backend.sample.life import Life, draw_newborn
from backend.sample.lot import CityPlan, Lot, write_lives
from backend.sample.number import NumberSeries
from backend.sample.rate import EMPLOYEE_KINDS, FIRST_YEAR, year_rate
from backend.store.database import Database
from backend.store.eligibility import Community
from backend.store.insurance import Employer, Rate
from backend.store.people import Person
from kiosk.domain.months import Month

__all__ = ["fill"]

_FIRST_PERSONAL_NUMBER = 100_000_001
_LIVES_AT_ONCE = 1_000
_LARGE = 100_000
_LARGE_SINCE_YEARS = 3

Progress = Callable[[int, int], None]
"""Told after each batch: residents done, residents in all."""


def fill(  # noqa: PLR0913 - what makes a city
    database: Database,
    residents: int,
    seed: int,
    today: date,
    tell: Progress,
    *,
    since: int | None = None,
    hands: int | None = None,
) -> None:
    """Add the fixed residents, where missing, and a number of drawn ones.

    The same seed on an empty centre and the same day gives the same city. Filling
    again adds other people. Each batch is committed by itself.

    Args:
        database: A centre's, brought to the present schema.
        residents: How many are drawn.
        seed: Of the draw.
        today: The day the city stands at.
        tell: Hears of the progress.
        since: First year whose months are booked for drawn people; earlier work
            stands in their enrolments. None: all years of a small city, the last
            three and this one from 100,000 residents on.
        hands: Processes that draw and write; how many does not change the city.
            None: one for each core from 10,000 residents on, else none but this.
    """
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    first = since or _first_year(residents, today)
    plan = CityPlan(today, first, employer_count(residents))
    with database.writing() as session:
        _found_city(session, plan.employers)
        taken = set(session.scalars(select(Person.citizen_number)))
        fixed = [life for life in _fixed(today) if life.number not in taken]
        earlier = replace(plan, since=FIRST_YEAR)
        write_lives(session, chance, fixed, _free_number(session), earlier)
        free = _free_number(session)
    numbers = NumberSeries(chance, taken | {life.number for life in fixed})
    mine = range(free, free + residents)
    lots = _lots(f"{seed} {free}", chance, numbers, today, mine)
    hands = hands_for(residents) if hands is None else hands
    for done in accumulate(written(database, lots, plan, hands)):
        tell(done, residents)


def _lots(
    seed: str,
    chance: random.Random,
    numbers: NumberSeries,
    today: date,
    personal_numbers: range,
) -> Iterator[Lot]:
    """Number people and put them into lots, as they are asked for."""
    for start in range(0, len(personal_numbers), _LIVES_AT_ONCE):
        mine = personal_numbers[start : start + _LIVES_AT_ONCE]
        newborns = tuple(draw_newborn(chance, numbers, today) for _ in mine)
        yield Lot(f"{seed} {start}", mine[0], newborns)


def _free_number(session: Session) -> int:
    last = session.scalar(select(func.max(Person.personal_number)))
    return _FIRST_PERSONAL_NUMBER if last is None else last + 1


def _first_year(residents: int, today: date) -> int:
    return FIRST_YEAR if residents < _LARGE else today.year - _LARGE_SINCE_YEARS


def _found_city(session: Session, count: int) -> None:
    """Write communities, employers and rates, where they are missing."""
    if not session.scalar(select(func.count()).select_from(Community)):
        session.execute(insert(Community), list(communities()))
    known = session.scalar(select(func.count()).select_from(Employer)) or 0
    if known < count:
        session.execute(insert(Employer), list(employers(count))[known:])
    if not known:
        session.execute(insert(Rate), list(_rates()))


def _rates() -> Iterator[dict[str, object]]:
    for year in range(FIRST_YEAR, 2031):
        for kind in EMPLOYEE_KINDS:
            rate = year_rate(kind, year)
            yield {
                "kind": kind,
                "valid_from": Month(year, 1),
                "employer_rate": rate.employer_rate,
                "person_rate": rate.person_rate,
                "floor_cents": rate.floor_cents,
                "ceiling_cents": rate.ceiling_cents,
            }


def _fixed(today: date) -> Iterator[Life]:
    for resident in DEMONSTRATION.values():
        life = demonstration_life(resident, today)
        if life is not None:
            yield life
