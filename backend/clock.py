"""The centre's clock: one function, so that tests can set the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

__all__ = ["CITY_ZONE", "Clock", "city_time"]

CITY_ZONE = timezone(timedelta(hours=8), "CST")
"""China Standard Time, without summer time since 1991."""

Clock = Callable[[], datetime]
"""Tells the present moment with its zone."""


def city_time() -> datetime:
    """Tell the present moment in the city's zone, as papers print it."""
    return datetime.now(CITY_ZONE)
