"""The last numbers given out, kept beside the database as well.

A database that is put back from a copy counts on from where the copy was: papers of
other persons would bear numbers that are in somebody's hands already. So the last
numbers also stand in a file of the centre's home, and a database that knows less goes
on well behind them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.home import HomeInvalid, write_private
from backend.journal import Event, Journal
from backend.store.database import Database
from backend.store.papers import Counter

__all__ = ["MARGIN", "catch_up", "kept_high", "note_numbers"]

MARGIN = 10_000
"""More numbers than are given out between two notes."""

_ROUND_SECONDS = 20.0


def catch_up(database: Database, file: Path) -> bool:
    """Move every series past what was given out; whether one was behind.

    Raises:
        HomeInvalid: the file is there and unreadable.
    """
    was_behind = False
    with database.writing() as session:
        for series, last in _noted(file).items():
            counter = session.get(Counter, series, with_for_update=True)
            if counter is None:
                session.add(Counter(series=series, last=last + MARGIN))
            elif counter.last < last:
                counter.last = last + MARGIN
            else:
                continue
            was_behind = True
    return was_behind


def note_numbers(database: Database, file: Path) -> None:
    """Write down how far each series has come; never less than before.

    Raises:
        HomeInvalid: the file is there and unreadable.
        OSError: it cannot be written.
    """
    noted = _noted(file)
    # A writing, though nothing is written: what is told here is on the disk.
    with database.writing() as session:
        rows = session.execute(select(Counter.series, Counter.last)).all()
        told = {series: max(last, noted.get(series, 0)) for series, last in rows}
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


def _noted(file: Path) -> Mapping[str, int]:
    try:
        told = json.loads(file.read_bytes())
        return {str(series): int(last) for series, last in dict(told).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        message = f"{file}: unreadable"
        raise HomeInvalid(message) from error
