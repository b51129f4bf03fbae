"""What the maker's library tells of a card, as a holder: pure, bytes in, card out.

Source: the ministry's interface of reading terminals (LD/T 33, functions
``iReadCardBas*``): GBK text whose fields end in a bar each.
"""

from __future__ import annotations

import re
from datetime import date

from kiosk.domain.card import CardKind, ResidentCard, Sex
from kiosk.domain.fault import CardUnreadable, InvalidNumber
from kiosk.domain.identifier import CitizenNumber

__all__ = ["LONGEST_ANSWER", "parse_library_answer"]

LONGEST_ANSWER = 4096
"""Bytes of the buffer every maker asks for at least."""

_FEWEST_FIELDS = 9
_NUMBER, _CODE, _NAME, _VALID_UNTIL = 1, 3, 4, 8
_CODE_FORM = re.compile(r"[0-9A-Fa-f]{32}")


def parse_library_answer(answer: bytes) -> ResidentCard:
    """Read region, number, card number, code, name, reset bytes, version and days.

    Raises:
        CardUnreadable: fewer fields (reason ``incomplete``), no number or name, as
            a card gives without its keys (``needs-authentication``), a wrong
            number (``number``) or a wrong identification code (``code``).
    """
    fields = answer[:LONGEST_ANSWER].decode("gb18030", "replace").split("|")
    if len(fields) < _FEWEST_FIELDS:
        raise CardUnreadable(reason="incomplete", fields=len(fields))
    number, name = _number(fields[_NUMBER].strip()), fields[_NAME].strip()
    if not name:
        raise CardUnreadable(reason="needs-authentication")
    return ResidentCard(
        kind=CardKind.SOCIAL_SECURITY,
        number=number.text,
        name=name,
        sex=Sex.MALE if number.is_male else Sex.FEMALE,
        birth_date=number.birth_date,
        valid_until=_day(fields[_VALID_UNTIL].strip()),
        identification_code=_code(fields[_CODE].strip()),
    )


def _number(text: str) -> CitizenNumber:
    if not text:
        raise CardUnreadable(reason="needs-authentication")
    try:
        return CitizenNumber.parse(text)
    except InvalidNumber as fault:
        cause = fault.facts.get("reason", "")
        raise CardUnreadable(reason="number", cause=cause) from None


def _code(text: str) -> str:
    if _CODE_FORM.fullmatch(text) is None:
        raise CardUnreadable(reason="code")
    return text.upper()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.isdecimal() else None
    except ValueError:
        return None
