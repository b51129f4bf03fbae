"""The personal pension account (个人账户), reckoned year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from kiosk.domain.contribution import ContributionMonth
from kiosk.domain.facts.rights import AccountYear
from kiosk.domain.money import round_fen

__all__ = ["account_rates", "account_years"]

_FILE = Path(__file__).with_name("account_rates.yaml")
_HALF_YEAR = Decimal("1.083") / 2
"""Mean time that a year's money lies in the account, in years (1997 rule)."""
_PER_CENT = Decimal(100)


@cache
def account_rates() -> Mapping[int, Decimal]:
    """Give the interest of each year as a part of one; a year to come has none."""
    rates: dict[int, Decimal] = {}
    for row in yaml.safe_load(_FILE.read_text(encoding="utf-8")):
        for year in range(row["from"], row["to"] + 1):
            rates[year] = Decimal(row["rate"]) / _PER_CENT
    return rates


def account_years(
    months: Iterable[ContributionMonth], last_year: int
) -> tuple[AccountYear, ...]:
    """Reckon the account from its first month to the end of a year, oldest first.

    A year's interest is that of the yearly method: what was there at its beginning
    earns the year's rate, what came in during it earns the rate for 1.083 half
    years (劳办发〔1997〕116号). A year whose rate is not published earns none yet.

    Args:
        months: Months of one pension scheme; owed ones and later years do not count.
        last_year: The last year wanted.
    """
    credited: dict[int, int] = {}
    count: dict[int, int] = {}
    for month in months:
        year = month.period.year
        if month.is_arrived and year <= last_year:
            credited[year] = credited.get(year, 0) + month.person_cents
            count[year] = count.get(year, 0) + 1
    years: list[AccountYear] = []
    opening = 0
    for year in range(min(credited, default=last_year + 1), last_year + 1):
        interest = _interest(year, opening, credited.get(year, 0))
        years.append(
            AccountYear(
                year, opening, credited.get(year, 0), interest, count.get(year, 0)
            )
        )
        opening = years[-1].closing_cents
    return tuple(years)


def _interest(year: int, opening: int, credited: int) -> int:
    rate = account_rates().get(year, Decimal(0))
    return round_fen(rate * (opening + credited * _HALF_YEAR))
