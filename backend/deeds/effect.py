"""What each kind of deed changes at the centre; every effect names its deed."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.staff import StaffTrust
from backend.records.person import find_by_number, find_person
from backend.store.fleet import ReviewTicket
from backend.store.insurance import Certification
from backend.store.papers import Copy, CopyEvent
from backend.store.words import Channel, CopyStanding, TicketState
from kiosk.domain.card import CardKind
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.eligibility import next_due_date
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord, StaffNotTrusted
from kiosk.domain.resident import Subject
from kiosk.domain.staff_proof import StaffProof
from kiosk.domain.wire import from_wire

__all__ = ["EFFECTS", "Effect", "working_days_after"]

PayloadType = TypeVar("PayloadType")

Effect = Callable[[Session, Deed, datetime, StaffTrust | None], int | None]
"""Applies a deed in the caller's transaction; gives the person concerned, if any.

Without a trust in staff no staff's confirmation is believed.

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
    certified_on: date
    method: str = "face"
    score: float | None = None
    staff_number: str = ""
    staff_certificate: str = ""
    staff_challenge: str = ""
    staff_signature: str = ""


@dataclass(frozen=True, slots=True)
class _CopySettled:
    serial: str
    state: CopyStanding


@dataclass(frozen=True, slots=True)
class _ReviewRequested:
    number: str
    service: str
    reason: str


def _life_certified(
    session: Session, deed: Deed, now: datetime, staff: StaffTrust | None
) -> int:
    stated = _stated(_LifeCertified, deed.payload)
    _check_method(stated, deed.made_at, staff)
    if stated.certified_on > (now + _CLOCK_SLACK).date():
        raise InvalidValue(field="certified_on", reason="future")
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


def _check_method(
    stated: _LifeCertified, made_at: datetime, staff: StaffTrust | None
) -> None:
    """Let an accepted face pass, or a confirmation that staff's own card proves."""
    if (stated.method, stated.decision) == ("face", "accept"):
        if stated.score is None or not math.isfinite(stated.score):
            raise InvalidValue(field="score", reason="not finite")
    elif (stated.method, stated.decision) == ("staff", "confirmed"):
        if staff is None:
            raise CentreRefused(reason="staff-unknown")
        try:
            staff.verify(_proof(stated), stated.number, made_at)
        except StaffNotTrusted as fault:
            raise CentreRefused(reason=f"staff-{fault.facts['reason']}") from fault
    else:
        raise CentreRefused(reason="not-accepted")


def _proof(stated: _LifeCertified) -> StaffProof:
    try:
        return StaffProof(
            stated.staff_number,
            *(
                base64.b64decode(text, validate=True)
                for text in (
                    stated.staff_certificate,
                    stated.staff_challenge,
                    stated.staff_signature,
                )
            ),
        )
    except (binascii.Error, ValueError) as error:
        raise InvalidValue(field="staff", reason="base64") from error


def _copy_settled(
    session: Session, deed: Deed, now: datetime, _staff: StaffTrust | None
) -> None:
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


def _review_requested(
    session: Session, deed: Deed, now: datetime, _staff: StaffTrust | None
) -> int:
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
    known = fields(kind)  # type: ignore[arg-type]
    told = {
        each.name: payload[each.name]
        for each in known
        if payload.get(each.name) is not None
    }
    if any(each.default is MISSING and each.name not in told for each in known):
        raise InvalidValue(field="payload", reason="missing")
    return from_wire(kind, told)


EFFECTS: Mapping[DeedKind, Effect] = {
    DeedKind.LIFE_CERTIFIED: _life_certified,
    DeedKind.COPY_SETTLED: _copy_settled,
    DeedKind.REVIEW_REQUESTED: _review_requested,
}
