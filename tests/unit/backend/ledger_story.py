"""Telling a ledger in a line: who draws what since when, and what was noted."""

from __future__ import annotations

from datetime import date, datetime, time

from backend.clock import CITY_ZONE
from backend.eligibility.ledger import (
    Entitlement,
    FactRow,
    Ledger,
    PassRow,
    RulingRow,
    Span,
)
from backend.eligibility.reckoning import Reckoning, reckon
from backend.eligibility.rulebook import city_rules
from backend.store.words import RulingEffect, StatedFact
from kiosk.domain.months import Month

__all__ = ["CENTS", "at", "drawn", "fact", "passed", "ruled", "standing"]

CENTS = 300_000
RULES = city_rules()


def at(day: str) -> datetime:
    """Give a moment in the morning of a day."""
    return datetime.combine(date.fromisoformat(day), time(9), CITY_ZONE)


def drawn(
    benefit: str = "basic-pension", first: str = "2020-01", last: str = ""
) -> Entitlement:
    """Draw a benefit since a month."""
    until = Month.parse(last) if last else None
    return Entitlement(benefit, (Span(Month.parse(first), until, CENTS),))


def passed(
    day: str, row: int = 1, *, noted: str = "", weight: float = 1.0, source: str = ""
) -> PassRow:
    """Pass on a day, noted that day or later."""
    return PassRow(row, date.fromisoformat(day), at(noted or day), weight, source)


def fact(
    word: str, day: str, row: int = 1, *, noted: str = "", weight: float = 0.95
) -> FactRow:
    """State something to the contrary."""
    happened = date.fromisoformat(day)
    return FactRow(row, StatedFact(word), happened, at(noted or day), weight)


def ruled(about: PassRow | FactRow, word: str, day: str, row: int = 1) -> RulingRow:
    """Decide about a row."""
    return RulingRow(row, about.reference, RulingEffect(word), at(day))


def standing(ledger: Ledger, today: str, entitlement: Entitlement) -> Reckoning:
    """Reckon one benefit on a day."""
    (found,) = reckon(RULES, ledger, [entitlement], date.fromisoformat(today))
    return found
