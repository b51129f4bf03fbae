"""How long paper and toner will last, from what was used before."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LOOK_BACK_DAYS", "SupplyForecast", "forecast"]

LOOK_BACK_DAYS = 28.0
"""Four whole weeks: halls are busy on some days of the week and at month's end."""

_FEWEST_DAYS = 1.0


@dataclass(frozen=True, slots=True)
class SupplyForecast:
    """One supply.

    Attributes:
        name: As the printer names it, ``paper`` or ``toner``.
        sheets_left: By count since it was replaced; the printer may know better.
        days_left: At the pace of the last weeks; none where nothing was used.
    """

    name: str
    sheets_left: int
    days_left: float | None = None


def forecast(
    name: str, capacity: int, used: int, recent: int, days: float
) -> SupplyForecast:
    """Tell what is left of a supply.

    Args:
        name: Of the supply.
        capacity: Sheets it is good for when new.
        used: Sheets since it was replaced.
        recent: Sheets in the last days, however often it was replaced meanwhile.
        days: How many those are; less than one counts as one.
    """
    left = max(0, capacity - used)
    pace = recent / max(days, _FEWEST_DAYS)
    return SupplyForecast(name, left, round(left / pace, 2) if pace > 0 else None)
