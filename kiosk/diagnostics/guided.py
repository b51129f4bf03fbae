"""Guided tests: a person does or sees something, and the result is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.diagnostics.sheet import Option, Row, ShowSheet, Told, Tone, plain, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kiosk.domain.staff import StaffSession
    from kiosk.ports.logbook import WorkNote

__all__ = ["GuidedTest", "Outcome", "Result", "by_eye", "is_overdue", "test_rows"]

PASSED_BY_EYE, FAILED_BY_EYE = "seen-well", "seen-bad"


class Outcome(StrEnum):
    """What came of a guided test."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """Outcome of one test, with its figures and the cause of a failure."""

    outcome: Outcome
    figures: tuple[tuple[str, str], ...] = ()
    cause: str = ""

    @property
    def facts(self) -> str:
        """Figures in one line, for the logbook."""
        return ", ".join(f"{name} {value}" for name, value in self.figures)


@dataclass(frozen=True, slots=True)
class GuidedTest:
    """One test.

    Attributes:
        key: Texts ``technician.test.<key>`` and ``.line``.
        device: Device on the board that it tests; empty for the machine itself.
        due_days: A result older than this is overdue.
    """

    key: str
    device: str
    run: Callable[[StaffSession], Awaitable[Result]]
    icon: str = "wrench"
    due_days: int = 90


def is_overdue(test: GuidedTest, last: WorkNote | None, now: datetime) -> bool:
    """Whether a test was never passed, or too long ago."""
    if last is None or last.outcome != Outcome.PASSED:
        return True
    return now - last.at > timedelta(days=test.due_days)


def test_rows(
    tests: Sequence[GuidedTest], last: Mapping[str, WorkNote], now: datetime
) -> tuple[Row, ...]:
    """Give a row for each test, those that are due first."""
    rows = [_row(test, last.get(test.key), now) for test in tests]
    return tuple(sorted(rows, key=lambda row: row.tone is Tone.GOOD))


def _row(test: GuidedTest, last: WorkNote | None, now: datetime) -> Row:
    tone = Tone.WARNING if is_overdue(test, last, now) else Tone.GOOD
    if last is not None and last.outcome == Outcome.FAILED:
        tone = Tone.TROUBLE
    name = told(f"technician.test.{test.key}")
    return Row(name, _said(test, last, now), tone, f"test.{test.key}", test.icon)


def _said(test: GuidedTest, last: WorkNote | None, now: datetime) -> Told:
    if last is None:
        return told("technician.test-never")
    day = last.at.astimezone().strftime("%Y-%m-%d")
    outcome = told(f"technician.outcome.{last.outcome}")
    overdue = is_overdue(test, last, now)
    key = "technician.test-overdue" if overdue else "technician.test-last"
    return told(key, outcome=outcome, day=day, person=last.person, version=last.version)


async def by_eye(
    topic: str,
    figures: tuple[tuple[str, str], ...] = (),
    picture: bytes = b"",
) -> bool:
    """Ask whether it looks, sounds or shines as it should."""
    rows = figure_rows(figures)
    options = (Option(PASSED_BY_EYE, "check", is_primary=True), Option(FAILED_BY_EYE))
    intro = told(f"technician.{topic}.body")
    asked = ShowSheet(topic, rows, options, intro, picture=picture)
    return await asked == PASSED_BY_EYE


def figure_rows(figures: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    """Give a row for each figure."""
    return tuple(
        Row(told(f"technician.figure.{name}"), plain(value)) for name, value in figures
    )
