"""Looks after the silent: what does not beat opens its own ticket."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.centre import Centre
from backend.fleet.fact import Seen, silence
from backend.fleet.rulebook import FleetRules
from backend.fleet.ticket import see_to_all
from backend.journal import Event
from backend.store.tables import METADATA
from backend.store.watch import TerminalBeat
from kiosk.domain.fault import InvalidValue
from kiosk.domain.heartbeat import Heartbeat
from kiosk.domain.wire import from_wire

__all__ = ["kept_watched", "seen_all", "seen_one", "watch_silent"]

_BEAT = METADATA.tables[TerminalBeat.__tablename__]
_ROUND_SECONDS = 60.0
_LAST_WORDS_SECONDS = 10.0


def seen_one(row: TerminalBeat) -> Seen | None:
    """Read a kept beat; none if an older program wrote it in another form."""
    try:
        beat = from_wire(Heartbeat, json.loads(row.body))
    except InvalidValue:
        return None
    return Seen(beat, row.received_at, row.heard_seconds_ahead)


def seen_all(session: Session) -> dict[str, Seen]:
    """Give every terminal's newest beat, by name."""
    rows = session.scalars(select(TerminalBeat).order_by(TerminalBeat.terminal))
    found = {row.terminal: seen_one(row) for row in rows}
    return {name: seen for name, seen in found.items() if seen is not None}


def watch_silent(session: Session, rules: FleetRules, now: datetime) -> None:
    """Judge how long each terminal has been silent, and nothing else.

    Beats wait for this where one writes at a time, so it looks at two columns only.
    """
    rows = session.execute(select(_BEAT.c.terminal, _BEAT.c.received_at))
    facts = {row.terminal: silence(row.received_at, now) for row in rows}
    see_to_all(session, facts, rules, now)


@contextmanager
def kept_watched(centre: Centre) -> Iterator[None]:
    """Look once a minute, on a thread beside the server, while the block runs."""
    ended = threading.Event()
    thread = threading.Thread(target=_rounds, args=(centre, ended), name="watch")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_LAST_WORDS_SECONDS)


def _rounds(centre: Centre, ended: threading.Event) -> None:
    while not ended.wait(_ROUND_SECONDS):
        try:
            with centre.database.writing() as session:
                watch_silent(session, centre.fleet, centre.clock())
        except SQLAlchemyError as error:
            kind = type(error).__name__
            centre.journal.note(Event.WATCHING_FAILED, reason=kind)
        except Exception as bug:  # noqa: BLE001 - the thread must go on
            centre.journal.bug(bug)
