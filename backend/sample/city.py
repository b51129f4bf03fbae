"""Filling a centre with the invented city, in batches and with progress told."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from backend.sample.booking import COLUMNS, Booked, booked_rows
from backend.sample.bulk import quick_loading, write_plain
from backend.sample.community import communities
from backend.sample.demonstration import DEMONSTRATION, demonstration_life
from backend.sample.employer import Workplaces, employer_count, employers
from backend.sample.enrolling import CHANGE_COLUMNS, Changed, change_rows
from backend.sample.life import Life, draw_life
from backend.sample.number import NumberSeries
from backend.sample.rate import EMPLOYEE_KINDS, FIRST_YEAR, year_rate
from backend.sample.row import Line, lines
from backend.store.database import Database
from backend.store.eligibility import Community
from backend.store.insurance import Contribution, Employer, EnrolmentChange, Rate
from backend.store.people import Person
from backend.store.schema import Row
from backend.store.tables import METADATA
from kiosk.domain.months import Month

__all__ = ["fill"]

_FIRST_PERSONAL_NUMBER = 100_000_001
_LIVES_AT_ONCE = 1_000
_ROWS_AT_ONCE = 5_000
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
    """
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    places = Workplaces(employer_count(residents))
    with database.writing() as session:
        _found_city(session, employer_count(residents))
        taken = set(session.scalars(select(Person.citizen_number)))
        fixed = [life for life in _fixed(today) if life.number not in taken]
        _write_lives(session, chance, fixed, today, FIRST_YEAR)
    numbers = NumberSeries(chance, taken | {life.number for life in fixed})
    first = since or _first_year(residents, today)
    with quick_loading(database, residents) as writing:
        for done in range(0, residents, _LIVES_AT_ONCE):
            count = min(_LIVES_AT_ONCE, residents - done)
            lives = [draw_life(chance, numbers, today, places) for _ in range(count)]
            with writing() as session:
                _write_lives(session, chance, lives, today, first)
            tell(done + count, residents)


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


def _write_lives(
    session: Session,
    chance: random.Random,
    lives: Iterable[Life],
    today: date,
    since: int,
) -> None:
    last = session.scalar(select(func.max(Person.personal_number)))
    first = _FIRST_PERSONAL_NUMBER if last is None else last + 1
    rows: list[Line] = []
    booked: list[Booked] = []
    changes: list[Changed] = []
    for number, life in enumerate(lives, first):
        booked += booked_rows(chance, life, number, today, since)
        changes += change_rows(life, number, Month.of(today))
        rows += lines(chance, life, number, today)
    _write(session, rows)
    write_plain(session, EnrolmentChange, CHANGE_COLUMNS, changes)
    write_plain(session, Contribution, COLUMNS, booked)


def _write(session: Session, rows: Iterable[Line]) -> None:
    """Insert rows table by table, keeping the tables' order of appearance."""
    waiting: dict[type[Row], list[Mapping[str, object]]] = {}
    for table, values in rows:
        waiting.setdefault(table, []).append(values)
    for table, batch in waiting.items():
        for start in range(0, len(batch), _ROWS_AT_ONCE):
            lot = batch[start : start + _ROWS_AT_ONCE]
            session.execute(insert(METADATA.tables[table.__tablename__]), lot)
