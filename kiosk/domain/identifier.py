"""Numbers that name people and employers, with their check digits.

Sources: GB 11643-1999 (citizen number), GB 32100-2015 (unified social credit
code). The social security number is the citizen number (社会保险法 art. 58).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from kiosk.domain.fault import InvalidNumber

__all__ = ["CitizenNumber", "CreditCode", "mask_name", "mask_number"]

_CITIZEN_LENGTH = 18
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_LENGTH = 18
_SHOWN_ENDS = 2
_EARLIEST_BIRTH = date(1850, 1, 1)


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """An 18-character citizen number whose check digit and date hold.

    Raises:
        InvalidNumber: wrong length, check digit, or impossible birth date.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse whatever GB 11643 refuses."""
        if len(self.text) != _CITIZEN_LENGTH or not self.text.isascii():
            raise InvalidNumber(field="citizen-number", reason="length")
        if not self.text[:17].isdigit():
            raise InvalidNumber(field="citizen-number", reason="digits")
        if citizen_check_digit(self.text[:17]) != self.text[17]:
            raise InvalidNumber(field="citizen-number", reason="check-digit")
        if self.birth_date < _EARLIEST_BIRTH:
            raise InvalidNumber(field="citizen-number", reason="birth-date")

    @classmethod
    def parse(cls, text: str) -> CitizenNumber:
        """Read a number as people type it: full-width digits, blanks, lower ``x``."""
        narrow = unicodedata.normalize("NFKC", text)
        return cls("".join(narrow.split()).upper())

    @property
    def birth_date(self) -> date:
        """Birth date in characters 7–14."""
        try:
            return date.fromisoformat(self.text[6:14])
        except ValueError:
            raise InvalidNumber(field="citizen-number", reason="birth-date") from None

    @property
    def is_male(self) -> bool:
        """Whether character 17 is odd, which means male."""
        return int(self.text[16]) % 2 == 1

    @property
    def masked(self) -> str:
        """The form for screens: first six and last four, the birth date hidden."""
        return mask_number(self.text)

    def __str__(self) -> str:
        """Show the masked form, so that a log never tells the number."""
        return self.masked

    def __repr__(self) -> str:
        """Show the masked form in tracebacks, too."""
        return f"CitizenNumber({self.masked!r})"


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A unified social credit code of an employer (GB 32100-2015).

    Raises:
        InvalidNumber: wrong length, alphabet or check character.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse whatever GB 32100 refuses."""
        if len(self.text) != _CREDIT_LENGTH:
            raise InvalidNumber(field="credit-code", reason="length")
        if any(character not in _CREDIT_ALPHABET for character in self.text):
            raise InvalidNumber(field="credit-code", reason="alphabet")
        if credit_check_character(self.text[:17]) != self.text[17]:
            raise InvalidNumber(field="credit-code", reason="check-character")


def citizen_check_digit(seventeen: str) -> str:
    """Compute the last character of a citizen number from its first 17 digits."""
    total = sum(
        int(digit) * weight
        for digit, weight in zip(seventeen, _CITIZEN_WEIGHTS, strict=True)
    )
    return _CITIZEN_CHECKS[total % 11]


def credit_check_character(seventeen: str) -> str:
    """Compute the last character of a credit code from its first 17."""
    total = sum(
        _CREDIT_ALPHABET.index(character) * pow(3, place, 31)
        for place, character in enumerate(seventeen)
    )
    return _CREDIT_ALPHABET[-total % 31]


def mask_number(text: str) -> str:
    """Hide a number's middle, the birth date: first six and last four stay."""
    return f"{text[:6]}********{text[14:]}"


def mask_name(name: str) -> str:
    """Hide a name's given part for screens others may see: 王*英, 李*."""
    if len(name) <= 1:
        return name
    hidden = "*" * max(1, len(name) - _SHOWN_ENDS)
    return name[0] + hidden + (name[-1] if len(name) > _SHOWN_ENDS else "")
