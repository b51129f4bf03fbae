"""Months as a type: contribution periods are counted, never typed as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Month"]

_FIRST_YEAR = 1949
_LAST_YEAR = 2199
_MONTHS_A_YEAR = 12
_DIGITS = 6


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month, e.g. the 费款所属期 of a contribution.

    Raises:
        InvalidValue: year outside 1949–2199 or month outside 1–12.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse a month that no calendar has."""
        in_range = _FIRST_YEAR <= self.year <= _LAST_YEAR
        if not (in_range and 1 <= self.month <= _MONTHS_A_YEAR):
            raise InvalidValue(field="month", reason=f"{self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``YYYYMM`` (AAE002/AAE003) or ``YYYY-MM``.

        Raises:
            InvalidValue: anything else.
        """
        digits = text.replace("-", "", 1) if text[4:5] == "-" else text
        if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
            raise InvalidValue(field="month", reason="not YYYYMM")
        return cls(int(digits[:4]), int(digits[4:]))

    @classmethod
    def of(cls, day: date) -> Month:
        """Give the month that a day lies in."""
        return cls(day.year, day.month)

    @property
    def index(self) -> int:
        """Number of whole months since year 0, for counting."""
        return self.year * _MONTHS_A_YEAR + self.month - 1

    def plus(self, months: int) -> Month:
        """Go forward (or back, when negative) by whole months."""
        year, month = divmod(self.index + months, _MONTHS_A_YEAR)
        return Month(year, month + 1)

    def months_since(self, earlier: Month) -> int:
        """Count the months from an earlier one up to this one, zero if equal."""
        return self.index - earlier.index

    def is_within(self, first: Month, last: Month | None) -> bool:
        """Whether it lies from a first month to a last one, or none, both included."""
        return first <= self and (last is None or self <= last)

    def until(self, last: Month) -> Iterator[Month]:
        """Walk from this month to the last one, both included."""
        return (self.plus(step) for step in range(last.index - self.index + 1))

    def first_day(self) -> date:
        """Give the first day of the month."""
        return date(self.year, self.month, 1)

    def __str__(self) -> str:
        """Write ``YYYYMM``, the form the field uses."""
        return f"{self.year:04d}{self.month:02d}"
