"""The archivist: copies that went out get evidence and a time stamp behind them.

The sealed file itself is never touched: the upgraded one is kept beside it. A
copy that cannot be upgraded now is tried again later, less and less often.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.archive.evidence import EvidenceLacks, EvidenceSource
from backend.centre import Centre
from backend.journal import Event
from backend.store.archive import ArchivedCopy
from backend.store.papers import Copy, CopyEvent
from backend.store.words import CopyStanding
from kiosk.documents.evidence_update import Evidence, append
from kiosk.documents.sealed_file import Believed, judge

__all__ = ["AT_ONCE", "Archivist", "kept_archived", "lasting_file"]

ROUND_SECONDS = 60.0
AT_ONCE = 50
"""Copies of one round: the evidence is fetched once for all of them."""

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
_MOST_DOUBLINGS = 12
_LAST_WORDS_SECONDS = 30.0
_OUT = (CopyStanding.OUT, CopyStanding.TAKEN, CopyStanding.UNKNOWN)
"""Only paper that may be in somebody's hands is worth keeping for decades."""


@dataclass(frozen=True, slots=True)
class Archivist:
    """Upgrades a centre's copies to PAdES B-LTA."""

    centre: Centre
    source: EvidenceSource

    def work(self, ended: threading.Event) -> int:
        """Upgrade what is due, a round at most; gives how many were.

        What an authority refuses or does not answer is noted with each copy.
        """
        now = self.centre.clock()
        with self.centre.database.reading() as session:
            due = _due(session, now)
        if not due:
            return 0
        try:
            evidence = self.source.evidence()
        except EvidenceLacks as error:
            self._postpone(due, str(error))
            return 0
        done = 0
        for serial in due:
            if ended.is_set():
                break
            done += self._upgrade(serial, evidence)
        return done

    def _upgrade(self, serial: str, evidence: Evidence) -> bool:
        with self.centre.database.reading() as session:
            sealed = session.get_one(Copy, serial).pdf or b""
        try:
            lasting = append(sealed, evidence, self.source.stamp)
        except EvidenceLacks as error:
            self._postpone([serial], str(error))
            return False
        except Exception as error:  # noqa: BLE001 - one odd file stops no other
            self._postpone([serial], type(error).__name__)
            return False
        if reasons := self._reasons(lasting):
            self._postpone([serial], reasons[0])
            return False
        with self.centre.database.writing() as session:
            row = _row(session, serial)
            row.pdf, row.archived_at = lasting, self.centre.clock()
            row.trouble = None
        return True

    def _reasons(self, lasting: bytes) -> list[str]:
        """Judge what was made as everybody will; a fault of ours is never kept."""
        seal = self.source.seal
        believed = Believed(seal[:1], seal[-1:], self.source.stampers[:1])
        return judge(lasting, believed, self.centre.clock())[0]

    def _postpone(self, serials: Sequence[str], trouble: str) -> None:
        now = self.centre.clock()
        with self.centre.database.writing() as session:
            for serial in serials:
                row = _row(session, serial)
                doublings = min(row.attempts, _MOST_DOUBLINGS)
                pause = min(_FIRST_PAUSE * 2**doublings, _LONGEST_PAUSE)
                row.attempts, row.due_at = row.attempts + 1, now + pause
                row.trouble = trouble[:40]
        journal = self.centre.journal
        journal.note(Event.ARCHIVING_FAILED, reason=trouble, count=len(serials))


def lasting_file(session: Session, serial: str) -> bytes | None:
    """Give the upgraded file of a copy, else the sealed one, else none."""
    archived = session.get(ArchivedCopy, serial)
    if archived is not None and archived.pdf is not None:
        return archived.pdf
    copy = session.get(Copy, serial)
    return copy.pdf if copy else None


@contextmanager
def kept_archived(archivist: Archivist | None) -> Iterator[None]:
    """Upgrade on a thread beside the server for as long as the block runs."""
    if archivist is None:
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_rounds, args=(archivist, ended), name="archive")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_LAST_WORDS_SECONDS)


def _rounds(archivist: Archivist, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            done = archivist.work(ended)
        except SQLAlchemyError as error:
            done = 0
            journal, kind = archivist.centre.journal, type(error).__name__
            journal.note(Event.ARCHIVING_FAILED, reason=kind)
        except Exception as bug:  # noqa: BLE001 - the thread must go on
            done = 0
            archivist.centre.journal.bug(bug)
        # A full round means that there is more.
        ended.wait(0 if done == AT_ONCE else ROUND_SECONDS)


def _due(session: Session, now: datetime) -> list[str]:
    went_out = exists().where(
        CopyEvent.serial == Copy.serial, CopyEvent.standing.in_(_OUT)
    )
    is_due = or_(
        ArchivedCopy.serial.is_(None),
        ArchivedCopy.pdf.is_(None) & (ArchivedCopy.due_at <= now),
    )
    wanted = (
        select(Copy.serial)
        .outerjoin(ArchivedCopy, ArchivedCopy.serial == Copy.serial)
        .where(Copy.pdf.is_not(None), went_out, is_due)
        .order_by(func.coalesce(ArchivedCopy.attempts, 0), Copy.serial)
        .limit(AT_ONCE)
    )
    return list(session.scalars(wanted))


def _row(session: Session, serial: str) -> ArchivedCopy:
    row = session.get(ArchivedCopy, serial)
    if row is None:
        row = ArchivedCopy(serial=serial, attempts=0)
        session.add(row)
    return row
