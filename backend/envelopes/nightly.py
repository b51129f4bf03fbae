"""Keeps every terminal's envelopes fresh while the centre serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.centre import Centre
from backend.envelopes.prepare import Spoiled, prepare
from backend.journal import Event
from backend.store.envelopes import TerminalPlace
from kiosk.domain.fault import Fault

__all__ = ["ROUND_SECONDS", "kept_fresh", "prepare_all"]

ROUND_SECONDS = 30.0
"""Pause between rounds: a terminal that has just registered need not wait long,
and envelopes younger than `backend.envelopes.prepare.FRESH` cost a look each."""

_LAST_WORDS_SECONDS = 10.0


@contextmanager
def kept_fresh(centre: Centre) -> Iterator[None]:
    """Prepare on a thread beside the server for as long as the block runs."""
    ended = threading.Event()
    thread = threading.Thread(target=_rounds, args=(centre, ended), name="envelopes")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_LAST_WORDS_SECONDS)


def prepare_all(
    centre: Centre, ended: threading.Event, spoiled: Spoiled | None = None
) -> None:
    """Prepare what is due for every terminal that has registered a key."""
    with centre.database.reading() as session:
        keyed = TerminalPlace.envelope_key.is_not(None)
        terminals = session.scalars(select(TerminalPlace.terminal).where(keyed)).all()
    for terminal in terminals:
        prepare(centre, terminal, lambda _done, _total: _check(ended), spoiled)


class _Ended(Exception):
    """The centre stops; the rest is prepared at the next start."""


def _check(ended: threading.Event) -> None:
    if ended.is_set():
        raise _Ended


def _rounds(centre: Centre, ended: threading.Event) -> None:
    spoiled: Spoiled = {}
    while not ended.is_set():
        try:
            prepare_all(centre, ended, spoiled)
        except _Ended:
            return
        except (Fault, SQLAlchemyError) as error:
            kind = type(error).__name__
            centre.journal.note(Event.PREPARING_FAILED, reason=kind)
        except Exception as bug:  # noqa: BLE001 - the thread must go on
            centre.journal.bug(bug)
        ended.wait(ROUND_SECONDS)
