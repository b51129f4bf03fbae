"""Working days as the State Council arranges each year: holidays and days made up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Self

__all__ = ["WorkCalendar", "working_days_after"]

_FILE = Path(__file__).resolve().parents[2] / "assets" / "calendar" / "workdays.json"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked (全国年节及纪念日放假办法; one notice for each year).

    A year whose notice is not in ``assets/calendar/workdays.json`` counts Monday to
    Friday, and `knows` says so.

    Attributes:
        sources: The notice of each year that is known.
        off: Weekdays and weekends that are holidays.
        worked: Weekends that are worked to make up for them.
    """

    sources: Mapping[int, str]
    off: frozenset[date] = field(repr=False)
    worked: frozenset[date] = field(repr=False)

    @classmethod
    @cache
    def load(cls) -> Self:
        """Read the file once."""
        told = json.loads(_FILE.read_text("utf-8"))
        off = (
            day for year in told.values() for span in year["off"] for day in _days(span)
        )
        made_up = (day for year in told.values() for day in year["worked"])
        return cls(
            {int(year): each["source"] for year, each in told.items()},
            frozenset(off),
            frozenset(map(date.fromisoformat, made_up)),
        )

    def knows(self, day: date) -> bool:
        """Tell whether the arrangement of a day's year is known."""
        return day.year in self.sources

    def is_worked(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        if day in self.off:
            return False
        return day in self.worked or day.weekday() < _SATURDAY


def working_days_after(day: date, days: int) -> date:
    """Count on by working days; the day itself does not count (民法典 art. 201)."""
    calendar = WorkCalendar.load()
    while days:
        day += timedelta(days=1)
        days -= calendar.is_worked(day)
    return day


def _days(span: str) -> Iterator[date]:
    first, last = map(date.fromisoformat, span.split("/"))
    for count in range((last - first).days + 1):
        yield first + timedelta(days=count)
