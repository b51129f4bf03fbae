"""Numbers of cases: made from the door's id, so nobody waits for a counter."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import date

from kiosk.domain.fault import InvalidValue

__all__ = ["case_hash", "case_number", "check_case_id"]

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PLACES = 10
_HALF = _PLACES // 2


def check_case_id(text: str) -> str:
    """Give a door's id back when it is a UUID in its one canonical form.

    Raises:
        InvalidValue: it is not.
    """
    try:
        canonical = str(uuid.UUID(text))
    except (ValueError, AttributeError, TypeError):
        canonical = ""
    if text != canonical:
        raise InvalidValue(field="case-id", reason="not a UUID")
    return text


def case_number(case_id: str, day: date) -> str:
    """Make 受理编号 of a day and the random end of a UUIDv7.

    Fifty random bits: two of a million cases of one day share them once in
    some two thousand days, and the database refuses the second.
    """
    lot = uuid.UUID(case_id).int & ((1 << (5 * _PLACES)) - 1)
    text = "".join(
        _DIGITS[(lot >> (5 * place)) & 31] for place in reversed(range(_PLACES))
    )
    return f"{day:%Y%m%d}-{text[:_HALF]}-{text[_HALF:]}"


def case_hash(item: str, answers: Mapping[str, object], *party: object) -> str:
    """Give the SHA-256 of what was submitted by whom, for telling repetition."""
    stated = [item, answers, [str(each) for each in party]]
    text = json.dumps(stated, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
