"""How many months of income survivors get (人社部发〔2021〕18号, art. 4)."""

from __future__ import annotations

from datetime import date

from kiosk.domain.months import Month

__all__ = ["survivor_months"]

_STEPS = ((5, 3), (10, 6), (16, 9))
"""Below so many whole years paid, so many months."""
_FULL_YEARS = 15
_AT_FULL = 9
_MOST_YEARS = 30
_FEWEST_DRAWN = 9
_MONTHS_A_YEAR = 12


def survivor_months(paid_months: int, drawn_since: Month | None, day: date) -> int:
    """Count the months for somebody who died on a day.

    Three months below five years paid, six below ten, nine up to fifteen, then one
    more for each year, at most twenty-four; for who drew the pension each whole year
    of it takes one off, down to nine.
    """
    years = min(paid_months // _MONTHS_A_YEAR, _MOST_YEARS)
    months = next((count for below, count in _STEPS if years < below), None)
    if months is None:
        months = _AT_FULL + years - _FULL_YEARS
    if drawn_since is None:
        return months
    drawn = Month.of(day).months_since(drawn_since) // _MONTHS_A_YEAR
    return max(min(months, _FEWEST_DRAWN), months - max(0, drawn))
