"""A prepared certificate was issued by a terminal while the line was down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.deeds.reception import Reception, check_day, stated
from backend.store.envelopes import PreparedEnvelope
from backend.store.papers import Copy, CopyEvent
from backend.store.words import CopyStanding
from kiosk.domain.deed import Deed
from kiosk.domain.fault import CentreRefused, NoRecord

__all__ = ["prepared_issued"]


@dataclass(frozen=True, slots=True)
class _PreparedIssued:
    """What the terminal tells.

    Attributes:
        method: How the holder was identified: ``face`` or ``staff``.
    """

    serial: str
    method: str
    opened_at: datetime


def prepared_issued(session: Session, deed: Deed, reception: Reception) -> int:
    """Turn a prepared copy into an issued one; its paper is settled by itself.

    Also of an envelope that was replaced or ran out meanwhile: what is on paper
    is on paper, and the page says of which day its facts are.
    """
    told = stated(_PreparedIssued, deed.payload)
    check_day(told.opened_at.date(), reception.now)
    copy = session.get(Copy, told.serial, with_for_update=True)
    if copy is None:
        raise NoRecord(reason="no-such-copy")
    envelope = session.scalar(
        select(PreparedEnvelope).where(PreparedEnvelope.number == copy.number)
    )
    if envelope is None or envelope.terminal != reception.terminal:
        raise CentreRefused(reason="not-prepared-here")
    standings = select(CopyEvent.standing).where(CopyEvent.serial == copy.serial)
    if set(session.scalars(standings)) != {CopyStanding.PREPARED}:
        raise CentreRefused(reason="issued-before")
    _note_issued(session, copy.serial, deed, reception, envelope.personal_number)
    return envelope.personal_number


def _note_issued(
    session: Session, serial: str, deed: Deed, reception: Reception, person: int
) -> None:
    session.add(
        CopyEvent(
            serial=serial,
            standing=CopyStanding.RESERVED,
            noted_at=reception.now,
            deed_id=deed.id,
        )
    )
    note(
        session,
        reception.now,
        reception.terminal,
        AuditEvent.CERTIFICATE_ISSUED,
        "prepared",
        subject=person,
        reference=serial,
    )
