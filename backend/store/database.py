"""Opening the database: SQLite by default, PostgreSQL for a city, the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["Database", "DatabaseUrlInvalid"]

_BUSY_SECONDS = 10
_CONNECTIONS = 8


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
        self._readers = sessionmaker(self.engine)
        writing = self.engine.execution_options(writing=True)
        self._writers = sessionmaker(writing, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the data and changes nothing."""
        with self._readers() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end, or undone by an exception."""
        with self._writers.begin() as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise DatabaseUrlInvalid(url) from None
    if backend not in ("sqlite", "postgresql"):
        raise DatabaseUrlInvalid(url)
    if backend == "postgresql":
        return create_engine(url, pool_size=_CONNECTIONS, pool_pre_ping=True)
    engine = create_engine(url, pool_size=_CONNECTIONS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - DB-API
    # Python's own transaction guessing is switched off; we begin by ourselves.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: an answer "accepted" must survive a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: upgrading later can fail half-way.
    writes = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
