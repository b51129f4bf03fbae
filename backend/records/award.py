"""Reckoning a pension when it is awarded (国发〔2005〕38号, 第六条)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from kiosk.domain.money import round_fen

__all__ = ["DIVISORS", "RISES", "base_pension"]

DIVISORS: Mapping[int, int] = MappingProxyType(
    {
        50: 195, 51: 190, 52: 185, 53: 180, 54: 175, 55: 170, 56: 164, 57: 158,
        58: 152, 59: 145, 60: 139, 61: 132, 62: 125, 63: 117, 64: 109, 65: 101,
    }
)  # fmt: skip
"""Months an account is spread over, by age (计发月数, annex of the same rule)."""

RISES: Mapping[int, Decimal] = MappingProxyType(
    {year: Decimal("0.10") for year in range(2005, 2016)}
    | {
        2016: Decimal("0.065"),
        2017: Decimal("0.055"),
        2018: Decimal("0.05"),
        2019: Decimal("0.05"),
        2020: Decimal("0.05"),
        2021: Decimal("0.045"),
        2022: Decimal("0.04"),
        2023: Decimal("0.038"),
        2024: Decimal("0.03"),
        2025: Decimal("0.02"),
    }
)
"""The country's general rise of each year, as a part of the pension before."""

_INDEX_UNITS = 10_000
_MONTHS_A_YEAR = 12
_A_YEAR = Decimal("0.01")


def base_pension(average_wage_cents: int, index: int, months: int) -> int:
    """Reckon the base pension: one per cent a year of the mean of two wages.

    Args:
        average_wage_cents: The place's average monthly wage of the year before.
        index: The person's mean index, in ten-thousandths.
        months: Months paid and deemed paid.
    """
    own = Decimal(average_wage_cents) * index / _INDEX_UNITS
    mean = (Decimal(average_wage_cents) + own) / 2
    return round_fen(mean * months / _MONTHS_A_YEAR * _A_YEAR)
