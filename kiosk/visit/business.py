"""Asks of a form that was never programmed: each field by how it is best answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.business import (
    AnswerTable,
    BusinessList,
    CaseOutcome,
    CaseWish,
    Option,
    WordsOf,
)
from kiosk.visit.ask import Ask

__all__ = [
    "SKIPPED",
    "ChooseOption",
    "ChooseSeveral",
    "DateUnit",
    "FetchItems",
    "HandInCase",
    "Keys",
    "PickDate",
    "ReviewForm",
    "ShowOutcome",
    "ShowTable",
    "TypeValue",
    "WriteWords",
    "Writing",
]

_PATIENCE = 120.0
SKIPPED = ""
"""Answer to a question that may stay open."""


class Keys(StrEnum):
    """Which keys a value is typed with."""

    DIGITS = "digits"
    MONEY = "money"


class Writing(StrEnum):
    """What kind of text is written, which decides the keys.

    ``words`` are Chinese by pinyin, or English; ``code`` is letters and digits as
    they stand on a paper, a citizen number among them.
    """

    WORDS = "words"
    CODE = "code"


class DateUnit(StrEnum):
    """How much of a date is wanted."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class FetchItems(Ask[BusinessList]):
    """Get the items offered here from the centre."""


@dataclass(frozen=True, slots=True)
class HandInCase(Ask[CaseOutcome]):
    """Hand a filled form in; repeating it is safe, its id makes it one case."""

    wish: CaseWish

    is_deed: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ChooseOption(Ask[str | int]):
    """Offer a few things of which one is meant.

    Attributes:
        trouble: What was wrong with the answer before; none the first time.
        can_skip: Whether it may stay open.
    """

    title: WordsOf
    help: WordsOf
    options: tuple[Option, ...]
    trouble: WordsOf | None = None
    can_skip: bool = False

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = _PATIENCE


@dataclass(frozen=True, slots=True)
class ChooseSeveral(Ask[tuple[str, ...]]):
    """Offer a few things of which any may be meant, at least one."""

    title: WordsOf
    help: WordsOf
    options: tuple[Option, ...]
    trouble: WordsOf | None = None

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = _PATIENCE


@dataclass(frozen=True, slots=True)
class TypeValue(Ask[str]):
    """Have a number typed; money comes back in fen."""

    title: WordsOf
    help: WordsOf
    keys: Keys
    trouble: WordsOf | None = None
    can_skip: bool = False

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = _PATIENCE


@dataclass(frozen=True, slots=True)
class WriteWords(Ask[str]):
    """Have something written in one's own words, or copied from a paper.

    Attributes:
        most: Characters that are taken.
        trouble: What was wrong with it before; none the first time.
        can_skip: Whether it may stay open; then the answer is `SKIPPED`.
    """

    title: WordsOf
    help: WordsOf
    most: int
    writing: Writing = Writing.WORDS
    trouble: WordsOf | None = None
    can_skip: bool = False

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 300


@dataclass(frozen=True, slots=True)
class PickDate(Ask[date | None]):
    """Have a day, a month or a year picked; none where it may stay open."""

    title: WordsOf
    help: WordsOf
    unit: DateUnit
    start: date
    trouble: WordsOf | None = None
    can_skip: bool = False

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = _PATIENCE


@dataclass(frozen=True, slots=True)
class ReviewForm(Ask[bool]):
    """Show everything that was answered; true when it shall be handed in."""

    name: WordsOf
    lines: tuple[tuple[WordsOf, WordsOf], ...] = field(repr=False)

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = _PATIENCE


@dataclass(frozen=True, slots=True)
class ShowTable(Ask[None]):
    """Show a query's answer, a row at a time."""

    table: AnswerTable = field(repr=False)

    patience_seconds: ClassVar[float | None] = _PATIENCE


@dataclass(frozen=True, slots=True)
class ShowOutcome(Ask[bool]):
    """Say what came of a case; true to change the form where that can help."""

    name: WordsOf
    outcome: CaseOutcome = field(repr=False)

    patience_seconds: ClassVar[float | None] = _PATIENCE
