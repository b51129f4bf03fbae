"""What an effect is given beside the deed, and how it reads the deed's payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.staff import StaffTrust
from backend.deeds.foreknown import Foreknown
from backend.records.person import check_name, find_by_number
from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.people import Person
from backend.store.words import CopyStanding
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire

__all__ = ["Effect", "Reception", "check_day", "stated"]

PayloadType = TypeVar("PayloadType")

_CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reception:
    """How a deed came in.

    Attributes:
        staff: Whom of staff to believe; without it no confirmation is believed.
        foreknown: What was looked up for a whole batch; without it each effect asks.
        kinds: What the terminal may tell of at all.
    """

    now: datetime
    terminal: str
    staff: StaffTrust | None = None
    foreknown: Foreknown | None = None
    kinds: frozenset[DeedKind] = frozenset(DeedKind)

    def by_number(self, session: Session, number: str) -> Person:
        """Find a person whose card was read.

        Raises:
            NoRecord: no such number.
        """
        known = self.foreknown.people if self.foreknown else {}
        return known.get(number.upper()) or find_by_number(session, number)

    def person(self, session: Session, subject: Subject) -> Person:
        """Find a person by number and name; see `backend.records.person`.

        Raises:
            NoRecord: no such number, or another name.
        """
        person = self.by_number(session, subject.number)
        check_name(person, subject)
        return person

    def may_be_contested(self, person: Person) -> bool:
        """Whether somebody may have stated that a person died or left."""
        known = self.foreknown
        return known is None or person.personal_number in known.contested

    def standings(self, session: Session, serial: str) -> set[CopyStanding]:
        """Give what is known of a copy, which is locked until the end.

        Whoever tells something new of it adds that to the set. A terminal speaks
        of its own paper alone: else one that was stolen could call the whole
        city's certificates never printed, whose serials are counted up.

        Raises:
            NoRecord: there is no such copy.
            CentreRefused: ``not-issued-here``.
        """
        if self.foreknown and serial in self.foreknown.copies:
            return self.foreknown.copies[serial]
        copy = session.get(Copy, serial, with_for_update=True)
        if copy is None:
            raise NoRecord(reason="no-such-copy")
        if session.get_one(Certificate, copy.number).terminal != self.terminal:
            raise CentreRefused(reason="not-issued-here")
        events = select(CopyEvent.standing).where(CopyEvent.serial == serial)
        return set(session.scalars(events))


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
