"""The months that an invented career leaves in the records, as plain rows.

They make up nearly all of a city, so they are made as the database keeps them, a
whole year at a time, and not passed through the tables' types one by one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from backend.sample.career import Spell
from backend.sample.life import Life
from backend.sample.rate import EMPLOYEE_KINDS, FIRST_YEAR, average_cents, year_rate
from backend.store.words import PaymentType
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month

__all__ = ["COLUMNS", "RESIDENT_KINDS", "Booked", "booked_rows"]

Booked = tuple[int, str, int, int, str, int | None, int, int, int, str | None]
"""One row: the values of `COLUMNS`, months as YYYYMM, words and days as text."""

COLUMNS = (
    "personal_number",
    "kind",
    "period",
    "entry",
    "payment_type",
    "employer_number",
    "base_cents",
    "employer_cents",
    "person_cents",
    "arrived_on",
)

RESIDENT_KINDS = {
    InsuranceKind.RESIDENT_PENSION: 120_000,
    InsuranceKind.RESIDENT_MEDICAL: 38_000,
}
"""What a resident pays in a year, in fen."""

_ARREARS_CHANCE = 0.002
_ARRIVAL_DAY = 18
_EMPLOYEES = tuple(EMPLOYEE_KINDS)
_WORDS = {kind: kind.value for kind in InsuranceKind}
_REGULAR, _HISTORY = PaymentType.REGULAR.value, PaymentType.HISTORY.value


def booked_rows(
    chance: random.Random, life: Life, number: int, today: date, since: int = FIRST_YEAR
) -> list[Booked]:
    """Give all bookings of a life in the order of their key.

    Args:
        chance: Draws whose money is in arrears.
        life: Whose.
        number: 个人编号.
        today: The present month is still owed.
        since: First year that the city's records hold month by month.
    """
    rows = list(_resident_rows(life, number, today, since))
    now = Month.of(today)
    for spell in life.spells:
        kinds = (InsuranceKind.PENSION,) if spell.is_elsewhere else _EMPLOYEES
        rows += _spell_rows(chance, spell, number, now, since, kinds, 0)
    if life.side_job is not None:
        # Who works for two employers is insured by both against injury alone
        # (实施《社会保险法》若干规定 art. 9).
        injury = (InsuranceKind.INJURY,)
        rows += _spell_rows(chance, life.side_job, number, now, since, injury, 1)
    rows.sort()
    return rows


def _spell_rows(  # noqa: PLR0913, PLR0917 - what a row is made of
    chance: random.Random,
    spell: Spell,
    number: int,
    now: Month,
    since: int,
    kinds: tuple[InsuranceKind, ...],
    entry: int,
) -> Iterator[Booked]:
    payer = spell.employer_number
    way = _HISTORY if spell.is_elsewhere else _REGULAR
    for year in range(max(spell.first.year, since), spell.last.year + 1):
        first = spell.first.month if year == spell.first.year else 1
        last = spell.last.month if year == spell.last.year else 12
        months = [
            (period, _arrival(chance, period, day, now))
            for period, day in _year(year)[first - 1 : last]
        ]
        wage = int(spell.wage_share * average_cents(year))
        for kind in kinds:
            word = _WORDS[kind]
            base, employer, person = year_rate(kind, year).booking(wage)
            for period, arrived in months:
                yield (
                    number, word, period, entry, way,
                    payer, base, employer, person, arrived,
                )  # fmt: skip


@lru_cache(maxsize=128)
def _year(year: int) -> tuple[tuple[int, str], ...]:
    """Give each month's number and the day its money comes in."""
    return tuple(
        (year * 100 + month, date(year, month, _ARRIVAL_DAY).isoformat())
        for month in range(1, 13)
    )


def _arrival(chance: random.Random, period: int, day: str, now: Month) -> str | None:
    """Money comes in the same month, but for a few arrears and the present month."""
    if period >= now.year * 100 + now.month or chance.random() < _ARREARS_CHANCE:
        return None
    return day


def _resident_rows(
    life: Life, number: int, today: date, since: int
) -> Iterator[Booked]:
    if life.resident_since is None:
        return
    for year in range(max(life.resident_since, since), today.year + 1):
        for kind, cents in RESIDENT_KINDS.items():
            yield (
                number, kind.value, year * 100 + 1, 0, _REGULAR,
                None, cents, 0, cents, f"{year}-01-01",
            )  # fmt: skip
