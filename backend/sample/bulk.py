"""Writing very many rows: the database's own way in, in one transaction each lot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Constraint, Dialect, Table, inspect, select, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint

from backend.store.database import Database
from backend.store.eligibility import Residence
from backend.store.insurance import (
    Benefit,
    Certification,
    Contribution,
    EnrolmentChange,
    PensionAward,
    PensionRise,
)
from backend.store.people import Card
from backend.store.schema import Row
from backend.store.tables import METADATA

__all__ = [
    "Writing",
    "checked_at_the_end",
    "quick_writing",
    "write_lines",
    "write_plain",
]

_CACHE_KIB = 256 << 10
_SORTING = "256MB"
_FEW = 100_000
_MASSES = (Contribution, EnrolmentChange)
_SOME = (Residence, Card, Benefit, PensionAward, PensionRise, Certification)
"""Others that everybody has a few rows of; their keys others refer to."""
_NULL = "None"
"""How `str` writes what is not there; no text of an invented city is this one."""

Writing = Callable[[], AbstractContextManager[Session]]
"""Opens a session that is committed at its end."""


@contextmanager
def checked_at_the_end(database: Database) -> Iterator[None]:
    """Spare the look-up of every row's references, where very many are written.

    PostgreSQL checks them once at the end, however the loading ends, and from then
    on; where few rows were there before, they get their key then, too.
    What a loading that was killed left out is made up for by the next one. On
    SQLite it is for each connection to say, see `quick_writing`.
    """
    if database.engine.dialect.name != "postgresql":
        yield
        return
    tables = [METADATA.tables[each.__tablename__] for each in (*_MASSES, *_SOME)]
    with database.writing() as session:
        for table in tables:
            _drop(session, table, _at_the_end(session, table))
    try:
        yield
    finally:
        for table in tables:
            with database.writing() as session:
                session.execute(text(f"SET LOCAL maintenance_work_mem = '{_SORTING}'"))
                _add_missing(session, table)


def _at_the_end(session: Session, table: Table) -> list[Constraint]:
    """Give the rules that cost less when all rows are there."""
    references: list[Constraint] = list(table.foreign_key_constraints)
    if table.name not in {each.__tablename__ for each in _MASSES}:
        return references
    further = select(table.primary_key.columns[0]).offset(_FEW).limit(1)
    # The key of many rows is of use to whoever reads them meanwhile.
    is_used = session.execute(further).first() is not None
    return references if is_used else [*references, table.primary_key]


def _drop(session: Session, table: Table, rules: Iterable[Constraint]) -> None:
    for rule in rules:
        drop = f"ALTER TABLE {table.name} DROP CONSTRAINT IF EXISTS {rule.name!s}"
        session.execute(text(drop))


def _add_missing(session: Session, table: Table) -> None:
    inspector = inspect(session.connection())
    known = {each["name"] for each in inspector.get_foreign_keys(table.name)}
    known.add(inspector.get_pk_constraint(table.name)["name"])
    for rule in (table.primary_key, *table.foreign_key_constraints):
        if str(rule.name) not in known:
            session.execute(AddConstraint(rule, isolate_from_table=False))


@contextmanager
def quick_writing(database: Database) -> Iterator[Writing]:
    """Give a way to write lots whose rows refer to rows of the same lot alone.

    SQLite does not look references up there, and does not look back.
    """
    if database.engine.dialect.name == "postgresql":
        yield database.writing
        return
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


def write_lines(
    session: Session, rows: Iterable[tuple[type[Row], Mapping[str, object]]]
) -> None:
    """Add rows of many tables, table by table in the order of their appearance."""
    dialect = session.connection().dialect
    waiting: dict[type[Row], list[Mapping[str, object]]] = {}
    for table, values in rows:
        waiting.setdefault(table, []).append(values)
    for table, batch in waiting.items():
        names = tuple(batch[0])
        write_plain(session, table, names, _plain(table, names, batch, dialect))


def _plain(
    table: type[Row],
    names: Sequence[str],
    batch: Iterable[Mapping[str, object]],
    dialect: Dialect,
) -> list[tuple[object, ...]]:
    """Bring values into the database's own form, as the columns' types do."""
    columns = METADATA.tables[table.__tablename__].columns
    kinds = [columns[name].type.dialect_impl(dialect) for name in names]
    ways = [kind.bind_processor(dialect) or _as_it_is for kind in kinds]
    return [
        tuple(way(values[name]) for name, way in zip(names, ways, strict=True))
        for values in batch
    ]


def _as_it_is(value: object) -> object:
    return value


def write_plain(
    session: Session,
    table: type[Row],
    names: Sequence[str],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Add rows that are in the database's own form already.

    COPY to PostgreSQL; to SQLite one statement for all rows.

    Raises:
        ValueError: a text that COPY would read as something else.
    """
    connection = session.connection()
    driver = connection.connection.driver_connection
    if driver is None:
        message = "the connection is closed"
        raise RuntimeError(message)
    into = f"{table.__tablename__} ({', '.join(names)})"
    if connection.dialect.name == "postgresql":
        ask = f"COPY {into} FROM STDIN WITH (NULL '{_NULL}')"
        with driver.cursor().copy(ask) as copy:
            copy.write(_copied(rows, len(names)))
        return
    places = ", ".join("?" * len(names))
    driver.executemany(f"INSERT INTO {into} VALUES ({places})", rows)  # noqa: S608 - names of our own


def _copied(rows: Sequence[tuple[object, ...]], width: int) -> str:
    """Write rows in COPY's text format; three times as fast as value by value."""
    line = "\t".join(["%s"] * width) + "\n"
    told = "".join([line % row for row in rows])
    between = told.count("\t"), told.count("\n"), told.count("\\")
    if between != (len(rows) * (width - 1), len(rows), 0):
        message = "a text holds a mark of COPY's own"
        raise ValueError(message)
    return told
