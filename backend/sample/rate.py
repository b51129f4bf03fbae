"""What insurance costs in the invented city, year by year.

Shares follow the order of magnitude of real notices; windows grow by a steady rate
from a city average of 4,790 yuan a month in 2015. They are a model, not a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kiosk.domain.contribution import InsuranceKind

__all__ = ["EMPLOYEE_KINDS", "FIRST_YEAR", "YearRate", "year_rate"]

FIRST_YEAR = 2001
_BASE_YEAR = 2016
_BASE_AVERAGE_CENTS = 479_000
_GROWTH = 1.07
_FLOOR_SHARE = {InsuranceKind.PENSION: 0.4}
_YUAN = 100

EMPLOYEE_KINDS: Mapping[InsuranceKind, tuple[Decimal, Decimal]] = {
    InsuranceKind.PENSION: (Decimal("0.19"), Decimal("0.08")),
    InsuranceKind.UNEMPLOYMENT: (Decimal("0.006"), Decimal("0.004")),
    InsuranceKind.MEDICAL: (Decimal("0.065"), Decimal("0.02")),
    InsuranceKind.MAJOR_ILLNESS: (Decimal("0.01"), Decimal(0)),
    InsuranceKind.INJURY: (Decimal("0.004"), Decimal(0)),
    InsuranceKind.MATERNITY: (Decimal("0.008"), Decimal(0)),
}
"""Employer's and person's share of the contribution base by kind."""


@dataclass(frozen=True, slots=True)
class YearRate:
    """One kind in one year: shares and the window of the base."""

    kind: InsuranceKind
    employer_rate: Decimal
    person_rate: Decimal
    floor_cents: int
    ceiling_cents: int

    def booking(self, wage_cents: int) -> tuple[int, int, int]:
        """Give base, employer's and person's amount for a declared wage, in fen."""
        base = min(max(wage_cents, self.floor_cents), self.ceiling_cents)
        return base, _share(base, self.employer_rate), _share(base, self.person_rate)


@lru_cache(maxsize=1024)
def year_rate(kind: InsuranceKind, year: int) -> YearRate:
    """Give what an employee's insurance of a kind costs in a year."""
    employer, person = EMPLOYEE_KINDS[kind]
    average = average_cents(year)
    floor = _FLOOR_SHARE.get(kind, 0.6)
    return YearRate(
        kind, employer, person, _whole_yuan(average * floor), _whole_yuan(average * 3)
    )


def average_cents(year: int) -> float:
    """Give the city's average monthly wage that a year's windows rest on, in fen."""
    return _BASE_AVERAGE_CENTS * _GROWTH ** (year - _BASE_YEAR)


def _share(base: int, rate: Decimal) -> int:
    """Give the part a rate claims, half up as `money.share`, in whole numbers."""
    top, bottom = _fraction(rate)
    return (2 * base * top + bottom) // (2 * bottom)


@lru_cache(maxsize=64)
def _fraction(rate: Decimal) -> tuple[int, int]:
    return rate.as_integer_ratio()


def _whole_yuan(cents: float) -> int:
    return int(cents / _YUAN + 0.5) * _YUAN
