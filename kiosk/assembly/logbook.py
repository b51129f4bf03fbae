"""The logbook as staff's conversation uses it: every entry also in the audit chain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kiosk.assembly.cabinet import Cabinet
from kiosk.diagnostics.errand import NoteWork
from kiosk.diagnostics.sign_in import EndSignIn
from kiosk.diagnostics.upkeep import OpenCopy, QueueView, RefusedDeed
from kiosk.domain.fault import CardRemoved, StaffNotTrusted
from kiosk.domain.staff import StaffSession
from kiosk.ports.clock import Clock
from kiosk.ports.logbook import WorkNote
from kiosk.ports.staff_card import StaffBadge
from kiosk.ports.store import CopyState
from kiosk.work.worker import Tools

__all__ = ["Keeper", "check_same", "survey_queue"]

_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes entries and work down; called on the store's thread."""

    clock: Clock
    version: str

    def begin_sign_in(self, cabinet: Cabinet, _ask: object, _tools: Tools) -> None:
        """Count a try, before anybody knows how it ends."""
        with cabinet.store.all_or_nothing():
            cabinet.store.logbook.begin_sign_in(self.clock.now())
            cabinet.store.audit.append("staff-sign-in-tried")

    def end_sign_in(self, cabinet: Cabinet, ask: EndSignIn, _tools: Tools) -> None:
        """Forget the tries and write down who came in."""
        facts = {"person": ask.session.number, "role": str(ask.session.role)}
        with cabinet.store.all_or_nothing():
            cabinet.store.logbook.end_sign_in()
            cabinet.store.audit.append("staff-signed-in", facts)

    def note_work(self, cabinet: Cabinet, ask: NoteWork, _tools: Tools) -> None:
        """Keep work in the logbook, and its name in the audit chain."""
        person = ask.session.number
        note = WorkNote(
            self.clock.now(),
            ask.kind,
            ask.subject,
            ask.outcome,
            person,
            self.version,
            ask.facts,
        )
        facts = {"person": person, "subject": ask.subject, "outcome": ask.outcome}
        with cabinet.store.all_or_nothing():
            cabinet.store.logbook.note_work(note)
            cabinet.store.audit.append(f"staff-{ask.kind}", facts)


def survey_queue(cabinet: Cabinet, _ask: object, _tools: Tools) -> QueueView:
    """Gather what is unfinished, without payloads."""
    store = cabinet.store
    copies = tuple(
        OpenCopy(entry.serial, entry.sheets, entry.reserved_at, entry.state)
        for entry in store.ledger.unsettled()
        if entry.state is CopyState.UNKNOWN
    )
    refused = tuple(
        RefusedDeed(
            letter.deed.id, str(letter.deed.kind), letter.deed.made_at, letter.reason
        )
        for letter in store.outbox.dead_letters()
    )
    waiting = Counter(str(deed.kind) for deed in store.outbox.pending(_MANY))
    return QueueView(copies, refused, tuple(sorted(waiting.items())))


def check_same(badge: StaffBadge | None, session: StaffSession) -> None:
    """Check that the card that is in is still the one that signed in.

    Raises:
        CardRemoved: no card is in.
        StaffNotTrusted: another one is.
    """
    if badge is None:
        raise CardRemoved
    if badge.number != session.number:
        raise StaffNotTrusted(reason="number")
