"""When what was committed to SQLite is on disk: many wait for one and the same sync.

SQLite syncs its write-ahead log inside the commit, while everybody else who wants to
write waits. Here a commit only hands its pages to the system; whoever needs them to
last then waits for a sync that began after it, and all who came meanwhile share the
next one. The log holds commits in their order, and SQLite takes it up to the first
page that is not whole: a sync that lasts for one commit lasts for all before it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from sqlalchemy import Engine

__all__ = ["Depth", "DiskLost", "sync_log"]


class DiskLost(OSError):
    """The disk refused what was committed: nobody may be told that it lasts."""


class Depth:
    """Lets many wait for the disk at once."""

    def __init__(self, sync: Callable[[], None]) -> None:
        """Take what brings everything written so far to the disk."""
        self._sync = sync
        self._changed = threading.Condition()
        self._begun = self._done = 0
        self._is_lost = False

    def reach(self) -> None:
        """Return once a sync is over that began after this call.

        Raises:
            DiskLost: a sync failed, now or ever before. What the system could not
                write it forgets, and a later sync would not tell.
        """
        with self._changed:
            mine = self._begun + 1
            while self._done < mine and not self._is_lost:
                if self._begun > self._done:
                    self._changed.wait()
                else:
                    self._lead()
            if self._is_lost:
                raise DiskLost

    def _lead(self) -> None:
        """Sync for all who wait by now; whoever comes later waits for the next one."""
        self._begun += 1
        self._changed.release()
        is_whole = False
        try:
            self._sync()
            is_whole = True
        finally:
            self._changed.acquire()
            self._done = self._begun
            self._is_lost = self._is_lost or not is_whole
            self._changed.notify_all()


def sync_log(engine: Engine) -> None:
    """Bring the write-ahead log of a database in SQLite to the disk.

    It is opened anew each time, for it goes away when everybody has closed the
    database; SQLite has brought all of it into the database and synced that before.
    """
    with suppress(FileNotFoundError):
        log = os.open(f"{_file(engine)}-wal", os.O_RDONLY)
        try:
            os.fdatasync(log)
        finally:
            os.close(log)


@cache
def _file(engine: Engine) -> str:
    """Ask SQLite itself which file it writes: whatever an address may look like."""
    with engine.connect() as connection:
        told = connection.exec_driver_sql("PRAGMA database_list").first()
    return "" if told is None else str(told[2])
