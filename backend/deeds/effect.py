"""What each kind of deed changes at the centre; every effect names its deed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.records.person import find_by_number, find_person
from backend.store.fleet import ReviewTicket
from backend.store.insurance import Certification
from backend.store.papers import Copy, CopyEvent
from backend.store.words import Channel, CopyStanding, TicketState
from kiosk.domain.card import CardKind
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.eligibility import next_due_date
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire

__all__ = ["EFFECTS", "Effect", "working_days_after"]

PayloadType = TypeVar("PayloadType")

Effect = Callable[[Session, Deed, datetime], int | None]
"""Applies a deed in the caller's transaction; gives the person concerned, if any.

Raises:
    NoRecord, CentreRefused, InvalidValue: the deed is refused, nothing changed.
"""

_CLOCK_SLACK = timedelta(days=1)
_REVIEW_DAYS = 3
_SATURDAY = 5
_LONGEST_TEXT = 64


@dataclass(frozen=True, slots=True)
class _LifeCertified:
    number: str
    name: str
    card_kind: CardKind
    decision: str
    score: float
    certified_on: date


@dataclass(frozen=True, slots=True)
class _CopySettled:
    serial: str
    state: CopyStanding


@dataclass(frozen=True, slots=True)
class _ReviewRequested:
    number: str
    service: str
    reason: str


def _life_certified(session: Session, deed: Deed, now: datetime) -> int:
    stated = _stated(_LifeCertified, deed.payload)
    if stated.decision != "accept":
        raise CentreRefused(reason="not-accepted")
    if stated.certified_on > (now + _CLOCK_SLACK).date():
        raise InvalidValue(field="certified_on", reason="future")
    if not math.isfinite(stated.score):
        raise InvalidValue(field="score", reason="not finite")
    person = find_person(session, Subject(stated.number, stated.name))
    session.add(
        Certification(
            personal_number=person.personal_number,
            channel=Channel.TERMINAL,
            certified_on=stated.certified_on,
            valid_until=next_due_date(stated.certified_on),
            recorded_at=now,
            deed_id=deed.id,
            card_kind=stated.card_kind,
            score=stated.score,
        )
    )
    return person.personal_number


def _copy_settled(session: Session, deed: Deed, now: datetime) -> None:
    stated = _stated(_CopySettled, deed.payload)
    if stated.state is CopyStanding.RESERVED:
        raise InvalidValue(field="state", reason="reserved")
    if session.get(Copy, stated.serial, with_for_update=True) is None:
        raise NoRecord(reason="no-such-copy")
    known = set(
        session.scalars(
            select(CopyEvent.standing).where(CopyEvent.serial == stated.serial)
        )
    )
    if _contradicts(stated.state, known):
        raise CentreRefused(reason="settled-otherwise")
    session.add(
        CopyEvent(
            serial=stated.serial,
            standing=stated.state,
            noted_at=now,
            deed_id=deed.id,
        )
    )


def _contradicts(state: CopyStanding, known: set[CopyStanding]) -> bool:
    """Paper that came out did not fail; everything else only adds knowledge."""
    came_out = {CopyStanding.OUT, CopyStanding.TAKEN}
    if state is CopyStanding.FAILED:
        return bool(known & came_out)
    return state in came_out and CopyStanding.FAILED in known


def _review_requested(session: Session, deed: Deed, now: datetime) -> int:
    stated = _stated(_ReviewRequested, deed.payload)
    if max(len(stated.service), len(stated.reason)) > _LONGEST_TEXT:
        raise InvalidValue(field="review", reason="length")
    # The number comes from a card the terminal has read; a face that was not
    # recognised must not need a name to be helped.
    person = find_by_number(session, stated.number)
    session.add(
        ReviewTicket(
            personal_number=person.personal_number,
            service=stated.service,
            reason=stated.reason,
            opened_at=now,
            due_on=working_days_after(now.date(), _REVIEW_DAYS),
            state=TicketState.OPEN,
            deed_id=deed.id,
        )
    )
    return person.personal_number


def working_days_after(day: date, days: int) -> date:
    """Count on by working days, Monday to Friday; public holidays are not known."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day


def _stated(kind: type[PayloadType], payload: Mapping[str, object]) -> PayloadType:
    """Read a payload's known facts; a newer terminal may tell more than we use."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    if any(payload.get(name) is None for name in names):
        raise InvalidValue(field="payload", reason="missing")
    return from_wire(kind, {name: payload[name] for name in names})


EFFECTS: Mapping[DeedKind, Effect] = {
    DeedKind.LIFE_CERTIFIED: _life_certified,
    DeedKind.COPY_SETTLED: _copy_settled,
    DeedKind.REVIEW_REQUESTED: _review_requested,
}
