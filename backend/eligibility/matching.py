"""Is the person a source speaks of the one on record? A confidence from 0 to 1."""

from __future__ import annotations

from backend.eligibility.rule import MatchingRule
from backend.records.person import plain_name
from kiosk.domain.fault import InvalidNumber
from kiosk.domain.identifier import CitizenNumber, citizen_check_digit

__all__ = ["name_confidence", "normal_number"]

_OLD_LENGTH = 15
_CENTURY = "19"
_CENTURY_PLACE = 6
_LEAST_FOR_TYPO = 2


def normal_number(text: str) -> str:
    """Give a citizen number in its one form, one of fifteen digits widened.

    Source: GB 11643-1999; numbers before 1999 have neither century nor check digit.

    Raises:
        InvalidNumber: it is none.
    """
    try:
        return CitizenNumber.parse(text).text
    except InvalidNumber:
        digits = "".join(text.split())
        if not (len(digits) == _OLD_LENGTH and digits.isascii() and digits.isdigit()):
            raise
    wide = digits[:_CENTURY_PLACE] + _CENTURY + digits[_CENTURY_PLACE:]
    return CitizenNumber(wide + citizen_check_digit(wide)).text


def name_confidence(rule: MatchingRule, recorded: str, told: str) -> float:
    """Tell how well two names of one citizen number fit; 0: not at all.

    Compared without blanks and with one kind of dot; then with variant characters
    made equal; then with one character wrong, or one name a part of the other.
    """
    ours, theirs = plain_name(recorded), plain_name(told)
    if ours == theirs:
        return rule.exact
    ours, theirs = ours.translate(rule.variants), theirs.translate(rule.variants)
    if ours == theirs:
        return rule.variant
    if _is_typo(ours, theirs):
        return rule.one_character
    return rule.part if _is_part(ours, theirs) else 0.0


def _is_typo(ours: str, theirs: str) -> bool:
    if len(ours) != len(theirs) or len(ours) < _LEAST_FOR_TYPO:
        return False
    return sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1


def _is_part(ours: str, theirs: str) -> bool:
    """A name of several parts is often told without the later ones."""
    short, long = sorted((ours, theirs), key=len)
    return len(short) >= _LEAST_FOR_TYPO and long.startswith(short + "·")
