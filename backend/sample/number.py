"""Numbers of the invented city: right check digits, in a region nobody lives in."""

from __future__ import annotations

import hashlib
import random
from datetime import date

from kiosk.domain.card import Sex
from kiosk.domain.identifier import citizen_check_digit, credit_check_character

__all__ = ["NumberSeries", "card_code", "citizen_number", "credit_code"]

REGION = "510199"
"""An administrative code that is not given to any place."""

_SEQUENCES = 1_000
_ORGANISATIONS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def citizen_number(birth: date, sequence: int) -> str:
    """Compose a citizen number; an odd sequence number is a man's."""
    body = f"{REGION}{birth:%Y%m%d}{sequence:03d}"
    return body + citizen_check_digit(body)


def credit_code(chance: random.Random) -> str:
    """Draw an enterprise's unified social credit code."""
    body = f"91{REGION}" + "".join(chance.choices(_ORGANISATIONS, k=9))
    return body + credit_check_character(body)


def card_code(number: str, issue: int = 1) -> str:
    """Derive a card's identification code (卡识别码): 32 hex digits, region first."""
    digest = hashlib.sha256(f"invented card {issue} of {number}".encode()).hexdigest()
    return (REGION + digest[:26]).upper()


class NumberSeries:
    """Gives each invented person a number that nobody has yet."""

    def __init__(self, chance: random.Random, taken: set[str]) -> None:
        """Start from the numbers that are in the records already."""
        self._chance = chance
        self._taken = taken

    def next(self, birth: date, sex: Sex) -> str:
        """Draw a free number for a birth date and sex.

        Raises:
            ValueError: 500 people of one sex were born on that day.
        """
        first = self._chance.randrange(_SEQUENCES // 2)
        for step in range(_SEQUENCES // 2):
            half = (first + step) % (_SEQUENCES // 2)
            number = citizen_number(birth, half * 2 + (sex is Sex.MALE))
            if number not in self._taken:
                self._taken.add(number)
                return number
        message = f"no citizen number is left for {birth}"
        raise ValueError(message)
