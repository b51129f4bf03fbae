"""Writing very many rows: the database's own way in, under SQLAlchemy's types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from backend.store.insurance import Contribution, EnrolmentChange

__all__ = ["write_rows"]

_WHOLE = frozenset({Contribution.__tablename__, EnrolmentChange.__tablename__})
"""Tables whose rows come with every column, and make up nearly all of a city."""

_Row = Mapping[str, object]


def write_rows(session: Session, table: Table, rows: Sequence[_Row]) -> None:
    """Insert rows in the caller's transaction: COPY to PostgreSQL, else many at once.

    Values pass the columns' own types, so they are kept as any insert keeps them.
    """
    if table.name not in _WHOLE:
        session.execute(insert(table), list(rows))
        return
    connection = session.connection()
    driver = connection.connection.driver_connection
    if driver is None:
        message = "the connection is closed"
        raise RuntimeError(message)
    names = [column.name for column in table.columns]
    columns = ", ".join(names)
    values = _values(session, table, rows)
    if connection.dialect.name == "postgresql":
        with driver.cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(names))
    driver.executemany(
        f"INSERT INTO {table.name} ({columns}) VALUES ({places})",  # noqa: S608 - names of our own
        values,
    )


def _values(
    session: Session, table: Table, rows: Sequence[_Row]
) -> Iterator[tuple[object, ...]]:
    dialect = session.connection().dialect
    ways: list[tuple[str, Callable[[Any], object] | None]] = [
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in table.columns
    ]
    for row in rows:
        yield tuple(
            way(row[name]) if way is not None else row[name] for name, way in ways
        )
