"""Declaring the wages that a year's bases rest on."""

from __future__ import annotations

from backend.cases.matter import Matter
from backend.cases.rule import causes
from backend.catalogue.item import Words
from kiosk.domain.money import format_yuan

__all__: list[str] = []


@causes("declare-base", source="社会保险法 第六十条")
def declare_base(matter: Matter) -> Words:
    """Keep the wage; each kind pushes it into its own window, month by month."""
    wage, year = matter.whole("wage"), matter.whole("year")
    firm, number = matter.firm.employer_number, matter.concerned.personal_number
    matter.ledger.base(firm, number, year, wage)
    told = format_yuan(wage)
    return Words(f"{year} 年度月工资 {told} 元", f"Monthly wage of {year}: {told} yuan")
