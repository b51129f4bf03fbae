"""Opening the database: SQLite by default, PostgreSQL for a city, the same rules."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from backend.store.depth import Depth, sync_log
from backend.store.fold import Fold

__all__ = ["Database", "DatabaseUrlInvalid"]

_BUSY_SECONDS = 10
_CONNECTIONS = 8
_LONGEST_LOG = 20_000
"""Pages of SQLite's log, 80 MB, after which whoever commits folds it by himself: one
who writes that much at once. Before it comes to that it is folded aside."""


class DatabaseUrlInvalid(ValueError):
    """The address does not name a database this centre can use."""


class Database:
    """Hands out sessions that read, and sessions that write all or nothing."""

    def __init__(self, url: str) -> None:
        """Prepare for a database; nothing is opened before the first session.

        Raises:
            DatabaseUrlInvalid: not an address of SQLite or PostgreSQL.
        """
        self.engine = _engine(url)
        self._is_sqlite = self.engine.name == "sqlite"
        self._readers = sessionmaker(self.engine)
        # On SQLite both commit alike; who writes for good then waits for the disk.
        self._writers = _writers(self.engine, is_lasting=not self._is_sqlite)
        self._noters = _writers(self.engine, is_lasting=False)
        self._turn = threading.Lock()
        self._depth = Depth(partial(sync_log, self.engine))
        self._fold = Fold(self.engine, self._in_turn)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the data and changes nothing."""
        with self._readers() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end, or undone by an exception.

        What was committed is on the disk when this ends. Others may see it a moment
        before; whoever writes upon it waits for the same disk.

        Raises:
            DiskLost: the disk does not take it; nobody may be told that it lasts.
        """
        with self._in_turn(), self._writers.begin() as session:
            yield session
        if self._is_sqlite:
            self._fold.note()
            self._depth.reach()

    @contextmanager
    def noting(self) -> Iterator[Session]:
        """Give a session like `writing`, for what its sender will tell again.

        All or nothing, and seen by everybody at once; but what came last may be
        gone after a power cut, for nobody waits for the disk.
        """
        with self._in_turn(), self._noters.begin() as session:
            yield session
        if self._is_sqlite:
            self._fold.note()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let this process's writers to SQLite wait for each other in turn.

        SQLite lets one write at a time, and has the others look again after ever
        longer pauses; who is unlucky waits while the file lies idle. Where a turn
        takes too long SQLite's own limit decides, as it does between processes.
        """
        is_mine = self._is_sqlite and self._turn.acquire(timeout=_BUSY_SECONDS)
        try:
            yield
        finally:
            if is_mine:
                self._turn.release()

    def close(self) -> None:
        """Give all connections back."""
        self._fold.close()
        self.engine.dispose()


def _writers(engine: Engine, *, is_lasting: bool) -> sessionmaker[Session]:
    options = engine.execution_options(writing=True, lasting=is_lasting)
    return sessionmaker(options, expire_on_commit=False)


def _engine(url: str) -> Engine:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise DatabaseUrlInvalid(url) from None
    if backend not in ("sqlite", "postgresql"):
        raise DatabaseUrlInvalid(url)
    if backend == "postgresql":
        engine = create_engine(url, pool_size=_CONNECTIONS, pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(url, pool_size=_CONNECTIONS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - DB-API
    # Python's own transaction guessing is switched off; we begin by ourselves.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LONGEST_LOG}")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: upgrading later can fail half-way.
    options = connection.get_execution_options()
    if not options.get("writing", False):
        connection.exec_driver_sql("BEGIN")
        return
    # An answer "accepted" must survive a power cut: FULL syncs in the commit, and
    # `writing` behind it, see `backend.store.depth`.
    depth = "FULL" if options.get("lasting", True) else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous = {depth}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("lasting", True):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
