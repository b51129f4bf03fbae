"""Taking in deeds: each has its effect once, whatever is repeated or reordered."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.access.staff import StaffTrust
from backend.deeds.effect import EFFECTS
from backend.deeds.reception import Reception
from backend.journal import Journal
from backend.store.database import Database
from backend.store.fleet import ReceivedDeed
from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.wire import from_wire

__all__ = ["Intake"]

_KINDS = frozenset(map(str, DeedKind))


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes in the deeds of one terminal at one moment."""

    database: Database
    journal: Journal
    terminal: str
    now: datetime
    staff: StaffTrust | None = None

    @property
    def _reception(self) -> Reception:
        return Reception(self.now, self.terminal, self.staff)

    def receive(self, items: Sequence[object]) -> list[DeedAnswer]:
        """Answer each deed, in the same order; one bad deed never blocks others.

        Answers are committed together with the effects before they are given.
        """
        with self.database.writing() as session:
            return [self._answered(session, item) for item in items]

    def _answered(self, session: Session, item: object) -> DeedAnswer:
        deed_id = _id_of(item)
        if deed_id is None:
            stated = item.get("id") if isinstance(item, dict) else None
            named = stated if isinstance(stated, str) else ""
            return DeedAnswer(named, DeedOutcome.REFUSED, "invalid-id")
        try:
            with session.begin_nested():
                return self._settled(session, deed_id, item)
        except IntegrityError:
            # The same deed came in over another line at this very moment.
            return DeedAnswer(deed_id, DeedOutcome.RETRY, "busy")
        except OperationalError:
            raise
        except Exception as bug:  # noqa: BLE001 - a bug in one must not hold up others
            self.journal.bug(bug)
            return DeedAnswer(deed_id, DeedOutcome.RETRY, "bug")

    def _settled(self, session: Session, deed_id: str, item: object) -> DeedAnswer:
        deed_hash = _hash(item)
        known = session.get(ReceivedDeed, deed_id)
        if known is None:
            return self._taken(session, deed_id, deed_hash, item)
        if known.deed_hash != deed_hash:
            return DeedAnswer(deed_id, DeedOutcome.REFUSED, "id-reused")
        return DeedAnswer(deed_id, known.outcome, known.reason)

    def _taken(
        self, session: Session, deed_id: str, deed_hash: str, item: object
    ) -> DeedAnswer:
        outcome, reason, subject = self._applied(session, item)
        received = ReceivedDeed(
            deed_id=deed_id,
            deed_hash=deed_hash,
            kind=_kind_of(item),
            terminal=self.terminal,
            received_at=self.now,
            outcome=outcome,
            reason=reason,
        )
        session.add(received)
        note(
            session,
            self.now,
            self.terminal,
            AuditEvent.DEED_RECEIVED,
            reason or str(outcome),
            subject=subject,
            reference=deed_id,
        )
        return DeedAnswer(deed_id, outcome, reason)

    def _applied(
        self, session: Session, item: object
    ) -> tuple[DeedOutcome, str, int | None]:
        try:
            with session.begin_nested():
                deed = _deed(item)
                subject = EFFECTS[deed.kind](session, deed, self._reception)
        except InvalidValue:
            return DeedOutcome.REFUSED, "invalid", None
        except (NoRecord, CentreRefused) as fault:
            return DeedOutcome.REFUSED, str(fault.facts["reason"]), None
        return DeedOutcome.ACCEPTED, "", subject


def _id_of(item: object) -> str | None:
    """Give the id when it is a UUID in its one canonical form."""
    if not isinstance(item, dict):
        return None
    stated = item.get("id")
    try:
        return stated if stated == str(uuid.UUID(stated)) else None
    except (ValueError, AttributeError, TypeError):
        return None


def _deed(item: object) -> Deed:
    """Read a deed, text that no database can keep left out.

    Raises:
        InvalidValue: another shape, no zone, half characters or zero bytes.
    """
    text = json.dumps(item, ensure_ascii=False)
    if "\\u0000" in text or any("\ud800" <= mark <= "\udfff" for mark in text):
        raise InvalidValue(field="deed", reason="text")
    deed = from_wire(Deed, item)
    if deed.made_at.tzinfo is None:
        raise InvalidValue(field="made_at", reason="zone")
    return deed


def _kind_of(item: object) -> str:
    stated = item.get("kind") if isinstance(item, dict) else None
    return stated if isinstance(stated, str) and stated in _KINDS else "unknown"


def _hash(item: object) -> str:
    text = json.dumps(item, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
