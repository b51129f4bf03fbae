"""Writing very many rows: the database's own way in, in one transaction each lot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.store.database import Database
from backend.store.insurance import Contribution, EnrolmentChange
from backend.store.schema import Row
from backend.store.tables import METADATA

__all__ = ["Writing", "quick_loading", "write_plain"]

_CACHE_KIB = 256 << 10
_MANY = 10_000
"""Residents from which on it pays to look at references once, at the end."""


Writing = Callable[[], AbstractContextManager[Session]]
"""Opens a session that is committed at its end."""


@contextmanager
def quick_loading(database: Database, residents: int) -> Iterator[Writing]:
    """Spare the look-up of every row's references, where very many are written.

    PostgreSQL checks them once at the end, however the loading ends, and from then
    on. SQLite does not look back; the rows of a city refer to rows of the same lot.
    """
    if residents < _MANY:
        yield database.writing
    elif database.engine.dialect.name == "postgresql":
        with _checked_at_the_end(database):
            yield database.writing
    else:
        with _unchecked(database) as writing:
            yield writing


@contextmanager
def _checked_at_the_end(database: Database) -> Iterator[None]:
    references = [
        (table.__tablename__, each)
        for table in (Contribution, EnrolmentChange)
        for each in METADATA.tables[table.__tablename__].foreign_key_constraints
    ]
    with database.writing() as session:
        for table, each in references:
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {each.name!s}"))
    try:
        yield
    finally:
        with database.writing() as session:
            for table, each in references:
                column, target = each.column_keys[0], each.referred_table.name
                session.execute(
                    text(
                        f"ALTER TABLE {table} ADD CONSTRAINT {each.name!s} "
                        f"FOREIGN KEY ({column}) REFERENCES {target} ({column})"
                    )
                )


@contextmanager
def _unchecked(database: Database) -> Iterator[Writing]:
    with database.engine.execution_options(writing=True).connect() as connection:
        driver = connection.connection
        # Outside of any transaction: within one the switch does nothing.
        driver.cursor().execute("PRAGMA foreign_keys = OFF")
        driver.cursor().execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

        @contextmanager
        def writing() -> Iterator[Session]:
            with Session(connection) as session, session.begin():
                yield session

        try:
            yield writing
        finally:
            driver.cursor().execute("PRAGMA foreign_keys = ON")


def write_plain(
    session: Session,
    table: type[Row],
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    """Add rows that are in the database's own form already.

    COPY to PostgreSQL; to SQLite one statement for all rows.
    """
    connection = session.connection()
    driver = connection.connection.driver_connection
    if driver is None:
        message = "the connection is closed"
        raise RuntimeError(message)
    into = f"{table.__tablename__} ({', '.join(names)})"
    if connection.dialect.name == "postgresql":
        with driver.cursor().copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(names))
    driver.executemany(f"INSERT INTO {into} VALUES ({places})", rows)  # noqa: S608 - names of our own
