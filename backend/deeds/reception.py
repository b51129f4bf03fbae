"""What an effect is given beside the deed, and how it reads the deed's payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from backend.access.staff import StaffTrust
from kiosk.domain.deed import Deed
from kiosk.domain.fault import InvalidValue
from kiosk.domain.wire import from_wire

__all__ = ["Effect", "Reception", "check_day", "stated"]

PayloadType = TypeVar("PayloadType")

_CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reception:
    """How a deed came in.

    Attributes:
        staff: Whom of staff to believe; without it no confirmation is believed.
    """

    now: datetime
    terminal: str
    staff: StaffTrust | None = None


Effect = Callable[[Session, Deed, Reception], int | None]
"""Applies a deed in the caller's transaction; gives the person concerned, if any.

Raises:
    NoRecord, CentreRefused, InvalidValue: the deed is refused, nothing changed.
"""


def stated(kind: type[PayloadType], payload: Mapping[str, object]) -> PayloadType:
    """Read a payload's known facts; a newer terminal may tell more than we use.

    Raises:
        InvalidValue: a fact is missing or of another shape.
    """
    known = fields(kind)  # type: ignore[arg-type]
    told = {
        each.name: payload[each.name]
        for each in known
        if payload.get(each.name) is not None
    }
    if any(each.default is MISSING and each.name not in told for each in known):
        raise InvalidValue(field="payload", reason="missing")
    return from_wire(kind, told)


def check_day(day: date, now: datetime) -> None:
    """Refuse a day in the future, a terminal's clock a little fast excepted.

    Raises:
        InvalidValue: it is.
    """
    if day > (now + _CLOCK_SLACK).date():
        raise InvalidValue(field="certified_on", reason="future")
