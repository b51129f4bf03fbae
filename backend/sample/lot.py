"""A lot of the invented city's people: drawn and written wherever there is time.

A lot is drawn with a chance of its own, so it comes out the same in any process and
whichever lot is written first.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.sample.booking import COLUMNS, Booked, booked_rows
from backend.sample.bulk import write_lines, write_plain
from backend.sample.employer import Workplaces
from backend.sample.enrolling import CHANGE_COLUMNS, Changed, change_rows
from backend.sample.life import Life, Newborn, draw_life
from backend.sample.row import Line, lines
from backend.store.insurance import Contribution, EnrolmentChange
from kiosk.domain.months import Month

__all__ = ["CityPlan", "Lot", "write_lives", "write_lot"]


@dataclass(frozen=True, slots=True)
class CityPlan:
    """What holds for everybody in the city.

    Attributes:
        today: The day the city stands at.
        since: First year whose months are booked for drawn people.
        employers: How many there are to work for.
    """

    today: date
    since: int
    employers: int


@dataclass(frozen=True, slots=True)
class Lot:
    """Some people of the city, numbered already.

    Attributes:
        first_number: 个人编号 of the first; the others follow.
    """

    seed: str
    first_number: int
    newborns: tuple[Newborn, ...]


def write_lot(session: Session, lot: Lot, plan: CityPlan, places: Workplaces) -> None:
    """Draw a lot's lives and write them."""
    chance = random.Random(lot.seed)  # noqa: S311 - invented people, no secrets
    lives = [draw_life(chance, each, plan.today, places) for each in lot.newborns]
    write_lives(session, chance, lives, lot.first_number, plan)


def write_lives(
    session: Session,
    chance: random.Random,
    lives: Iterable[Life],
    first_number: int,
    plan: CityPlan,
) -> None:
    """Write lives, numbered from the first number on."""
    rows: list[Line] = []
    booked: list[Booked] = []
    changes: list[Changed] = []
    for number, life in enumerate(lives, first_number):
        booked += booked_rows(chance, life, number, plan.today, plan.since)
        changes += change_rows(life, number, Month.of(plan.today))
        rows += lines(chance, life, number, plan.today)
    write_lines(session, rows)
    write_plain(session, EnrolmentChange, CHANGE_COLUMNS, changes)
    write_plain(session, Contribution, COLUMNS, booked)
