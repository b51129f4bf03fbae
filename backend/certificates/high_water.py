"""The last numbers given out, kept beside the database as well.

A database that is put back from a copy counts on from where the copy was: papers of
other persons would bear numbers that are in somebody's hands already, and no verifier
would take a list whose version it has seen. So the last numbers also stand in a file
of the centre's home, and a database that knows less goes on well behind them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.home import HomeInvalid, write_private
from backend.journal import Event, Journal
from backend.lists.version import series_of
from backend.store.database import Database
from backend.store.papers import Counter
from backend.store.trust import PublishedList

__all__ = ["MARGIN", "catch_up", "kept_high", "note_numbers"]

MARGIN = 10_000
"""More numbers than are given out between two notes."""

_ROUND_SECONDS = 20.0


def catch_up(database: Database, file: Path) -> bool:
    """Move every series past what was given out; whether one was behind.

    Raises:
        HomeInvalid: the file is there and unreadable.
    """
    with database.writing() as session:
        reached = _reached(session)
        behind = {
            series: last
            for series, last in _noted(file).items()
            if reached.get(series, 0) < last
        }
        for series, last in behind.items():
            session.merge(Counter(series=series, last=last + MARGIN))
    return bool(behind)


def note_numbers(database: Database, file: Path) -> None:
    """Write down how far each series has come; never less than before.

    Raises:
        HomeInvalid: the file is there and unreadable.
        OSError: it cannot be written.
    """
    noted = _noted(file)
    # A writing, though nothing is written: what is told here is on the disk.
    with database.writing() as session:
        reached = _reached(session)
    told = {series: max(last, noted.get(series, 0)) for series, last in reached.items()}
    if {**noted, **told} != noted:
        text = json.dumps({**noted, **told}, sort_keys=True)
        write_private(file, text.encode())


@contextmanager
def kept_high(database: Database, file: Path, journal: Journal) -> Iterator[None]:
    """Catch up, then note the numbers on a thread for as long as the block runs.

    Raises:
        HomeInvalid: the file is there and unreadable: nothing is served.
    """
    if catch_up(database, file):
        journal.note(Event.TURNED_BACK)
    ended = threading.Event()
    arguments = (database, file, journal, ended)
    thread = threading.Thread(target=_rounds, args=arguments, name="numbers")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _rounds(
    database: Database, file: Path, journal: Journal, ended: threading.Event
) -> None:
    is_last = False
    while not is_last:
        # Once more behind the end: what was given out until then.
        is_last = ended.wait(_ROUND_SECONDS)
        try:
            note_numbers(database, file)
        except (SQLAlchemyError, OSError, HomeInvalid) as error:
            journal.note(Event.NUMBERS_NOT_NOTED, reason=type(error).__name__)
        except Exception as bug:  # noqa: BLE001 - the thread must go on
            journal.bug(bug)


def _reached(session: Session) -> Mapping[str, int]:
    """Tell how far each series of numbers, and each list's versions, have come."""
    rows = session.execute(select(Counter.series, Counter.last)).all()
    reached = {series: last for series, last in rows}  # noqa: C416 - rows are no pairs
    newest = func.max(PublishedList.version)
    lists = select(PublishedList.kind, newest).group_by(PublishedList.kind)
    for kind, version in session.execute(lists):
        reached[series_of(kind)] = max(version, reached.get(series_of(kind), 0))
    return reached


def _noted(file: Path) -> Mapping[str, int]:
    try:
        told = json.loads(file.read_bytes())
        return {str(series): int(last) for series, last in dict(told).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        message = f"{file}: unreadable"
        raise HomeInvalid(message) from error
