"""Counting working days, for every deadline that staff are held to."""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["working_days_after"]

_SATURDAY = 5


def working_days_after(day: date, days: int) -> date:
    """Count on by working days, Monday to Friday; public holidays are not known."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day
