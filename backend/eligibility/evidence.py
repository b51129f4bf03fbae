"""One line of a data source: what it states, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.eligibility.matching import normal_number
from backend.eligibility.rule import SourceRule
from backend.store.words import StatedFact
from kiosk.domain.fault import InvalidNumber, InvalidValue

__all__ = ["COLUMNS", "Statement", "read_statement"]

COLUMNS = ("row_id", "citizen_number", "name", "fact", "day", "reference")
"""Names of a line's values; the last one may be left out."""

_LONGEST_ROW_ID = 64
_LONGEST_NAME = 64
_LONGEST_REFERENCE = 128
_EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source states of one person on one day.

    Attributes:
        row_id: The source's own name for the line, for ever.
        reference: The source's paper or case, e.g. a register entry.
    """

    row_id: str
    number: str = field(repr=False)
    name: str = field(repr=False)
    fact: StatedFact
    day: date
    reference: str = field(default="", repr=False)

    @property
    def line_hash(self) -> str:
        """SHA-256 of all that is stated: the same id must state the same."""
        told = [self.number, self.name, self.fact, self.day.isoformat(), self.reference]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def read_statement(
    values: Mapping[str, object], source: SourceRule, today: date
) -> Statement:
    """Read one line's values.

    Raises:
        InvalidValue: fact ``field`` names the column, ``reason`` what is wrong.
    """
    fact = _word(values)
    if fact not in source.may_state:
        raise InvalidValue(field="fact", reason="not this source's")
    return Statement(
        row_id=_text(values, "row_id", _LONGEST_ROW_ID),
        number=_number(values),
        name=_text(values, "name", _LONGEST_NAME),
        fact=fact,
        day=_day(values, today),
        reference=_text(values, "reference", _LONGEST_REFERENCE, least=0),
    )


def _text(values: Mapping[str, object], name: str, longest: int, least: int = 1) -> str:
    stated = values.get(name, "")
    if not isinstance(stated, str):
        raise InvalidValue(field=name, reason="not a text")
    text = stated.strip()
    # The two code points no database can keep.
    is_odd = not text.isprintable() or any(
        "\ud800" <= mark <= "\udfff" for mark in text
    )
    if not least <= len(text) <= longest or is_odd:
        raise InvalidValue(field=name, reason="missing" if not text else "text")
    return text


def _number(values: Mapping[str, object]) -> str:
    try:
        return normal_number(_text(values, "citizen_number", _LONGEST_NAME))
    except InvalidNumber as fault:
        reason = str(fault.facts["reason"])
        raise InvalidValue(field="citizen_number", reason=reason) from None


def _word(values: Mapping[str, object]) -> StatedFact:
    try:
        return StatedFact(_text(values, "fact", _LONGEST_NAME))
    except ValueError:
        raise InvalidValue(field="fact", reason="unknown word") from None


def _day(values: Mapping[str, object], today: date) -> date:
    try:
        day = date.fromisoformat(_text(values, "day", _LONGEST_NAME))
    except ValueError:
        raise InvalidValue(field="day", reason="not YYYY-MM-DD") from None
    if not _EARLIEST <= day <= today:
        raise InvalidValue(field="day", reason="out of range")
    return day
