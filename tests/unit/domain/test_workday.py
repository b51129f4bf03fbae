"""Working days: weekends, holidays, days made up, and years nobody has entered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.workday import WorkCalendar, working_days_after

CALENDAR = WorkCalendar.load()


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        ("2026-02-13", True),
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2025-01-26", True),
        ("2025-10-08", False),
    ],
)
def test_the_state_councils_days_count(day: str, is_worked: bool) -> None:  # noqa: FBT001
    assert CALENDAR.is_worked(date.fromisoformat(day)) is is_worked


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2025-09-27", 2, "2025-09-29"),
        ("2026-12-31", 1, "2027-01-01"),
        ("2026-11-27", 0, "2026-11-27"),
    ],
)
def test_deadlines_pass_over_holidays(day: str, days: int, due: str) -> None:
    assert working_days_after(date.fromisoformat(day), days).isoformat() == due


def test_a_year_that_nobody_has_entered_says_so() -> None:
    assert set(CALENDAR.sources) == {2025, 2026}
    assert not CALENDAR.knows(date(2027, 1, 1))
    assert CALENDAR.is_worked(date(2027, 10, 1))


@pytest.mark.parametrize(("year", "worked"), [(2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_its_notice_leaves(
    year: int, worked: int
) -> None:
    first = date(year, 1, 1)
    days = (first + timedelta(days=each) for each in range(365))
    assert sum(map(CALENDAR.is_worked, days)) == worked


@given(st.dates(date(2024, 1, 1), date(2029, 1, 1)), st.integers(1, 60))
def test_a_deadline_is_a_working_day_and_leaves_just_as_many(
    day: date, days: int
) -> None:
    due = working_days_after(day, days)
    assert CALENDAR.is_worked(due)
    between = (day + timedelta(days=each + 1) for each in range((due - day).days))
    assert sum(map(CALENDAR.is_worked, between)) == days
