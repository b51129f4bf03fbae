"""Folding SQLite's write-ahead log into the database aside, so that no writer does it.

SQLite lets whoever commits past a thousand pages fold the log, two syncs included,
while all who want to write stand behind him. Here a short-lived thread does it beside
the writers. It cannot reach a log's end that moves on; so once the log is long, the
little that is left is folded in a writer's turn, and the log begins anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from sqlite3 import OperationalError

from sqlalchemy import Engine

__all__ = ["Fold"]

_COMMITS = 256
"""Commits between two foldings, some ten megabytes of papers and beats."""

_LONG = 8_000
"""Pages of a log, 32 MB, that are enough to let writers wait for its end."""


class Fold:
    """Folds a database's log once so many commits are in it."""

    def __init__(
        self, engine: Engine, turn: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """Take the database, and what keeps this process's writers out."""
        self._engine, self._turn = engine, turn
        self._commits = 0
        self._guard = threading.Lock()
        self._under_way: threading.Thread | None = None

    def note(self) -> None:
        """Count a commit; it may be the one after which the log is folded."""
        with self._guard:
            self._commits += 1
            if self._commits < _COMMITS or self._is_folding:
                return
            self._commits = 0
            self._under_way = threading.Thread(target=self._fold, name="fold")
            self._under_way.start()

    def close(self) -> None:
        """Wait for a folding under way."""
        if self._under_way is not None:
            self._under_way.join()

    @property
    def _is_folding(self) -> bool:
        return self._under_way is not None and self._under_way.is_alive()

    def _fold(self) -> None:
        # Whatever goes wrong here goes wrong for the next writer, too, and he is told.
        with suppress(OperationalError):
            if self._folded() > _LONG:
                with self._turn():
                    self._folded()

    def _folded(self) -> int:
        """Fold what can be without making anybody wait; gives the log's pages."""
        with closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            _, pages, _ = cursor.fetchone() or (0, 0, 0)
            return int(pages)
