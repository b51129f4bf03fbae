"""The store: migrations lead to the models, and values come back as they went in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from backend.certificates.number import next_of
from backend.clock import CITY_ZONE
from backend.store import migration
from backend.store.columns import Moment, MonthNumber
from backend.store.database import Database, DatabaseUrlInvalid
from backend.store.fleet import TerminalIdentity
from backend.store.tables import METADATA
from kiosk.domain.months import Month
from tests.unit.backend.postgresql import missing, running_postgresql
from tests.unit.backend.two_databases import empty_store

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = empty_store(tmp_path / "store.sqlite3")
    yield database
    database.close()


def test_migrations_lead_to_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"include_object": _is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def _is_ours(_item: object, name: str, kind: str, *_: object) -> bool:
    """Leave SQLite's own tables of the full-text index out; they have no models."""
    return kind != "table" or not name.startswith("publication_fts")


def test_program_knows_its_newest_migration(database: Database) -> None:
    config = Config()
    folder = Path(migration.__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migration.NEWEST]
    migration.check(database)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migration.migrate(database)
    migration.check(database)


def test_other_schema_is_refused(database: Database) -> None:
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(migration.SchemaOutdated, match="9999"):
        migration.check(database)


def test_tables_can_be_made_in_postgresql() -> None:
    for table in METADATA.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=DIALECT))


@given(st.integers(1949, 2199), st.integers(1, 12))
def test_month_survives_its_column_and_keeps_its_order(year: int, month: int) -> None:
    column, value = MonthNumber(), Month(year, month)
    stored = column.process_bind_param(value, DIALECT)
    assert column.process_result_value(stored, DIALECT) == value
    assert stored is not None
    if value < Month(2199, 12):
        later = column.process_bind_param(value.plus(1), DIALECT)
        assert later is not None
        assert later > stored


def test_moment_keeps_its_instant_and_needs_a_zone(database: Database) -> None:
    moment = datetime(2026, 11, 23, 23, 30, tzinfo=CITY_ZONE)
    with database.writing() as session:
        session.add(TerminalIdentity(fingerprint="f", terminal="t", enrolled_at=moment))
    with database.reading() as session:
        read = session.get_one(TerminalIdentity, "f").enrolled_at
    assert read == moment
    assert read.tzinfo is UTC
    with pytest.raises(ValueError, match="zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001


def test_a_failed_writing_leaves_nothing(database: Database) -> None:
    class Interrupted(Exception):
        pass

    def interrupted() -> None:
        with database.writing() as session:
            session.add(
                TerminalIdentity(
                    fingerprint="g",
                    terminal="t",
                    enrolled_at=datetime(2026, 1, 1, tzinfo=UTC),
                )
            )
            session.flush()
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()
    with database.reading() as session:
        assert session.get(TerminalIdentity, "g") is None


def test_durability_is_what_was_promised(database: Database) -> None:
    with database.reading() as session:
        connection = session.connection()
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


_SYNCED: list[str] = []
"""Every log of a database that was opened by this program, and not by SQLite."""


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and str(arguments[0]).endswith("-wal"):
        _SYNCED.append(str(arguments[0]))


sys.addaudithook(_hear)


def test_what_is_told_again_anyway_does_not_wait_for_the_disk(
    tmp_path: Path, database: Database
) -> None:
    log = str(tmp_path / "store.sqlite3-wal")
    for _ in range(2):
        _SYNCED.clear()
        with database.noting() as session:
            next_of(session, "turns")
        assert _SYNCED == []
        with database.writing() as session:
            next_of(session, "turns")
            assert _SYNCED == []
        assert [*_SYNCED] == [log]


def test_the_same_on_postgresql() -> None:
    if missing():
        pytest.skip(missing())
    asked = "SHOW synchronous_commit"
    with running_postgresql() as url:
        database = Database(url)
        for _ in range(2):
            with database.noting() as session:
                assert session.connection().exec_driver_sql(asked).scalar() == "off"
            with database.writing() as session:
                assert session.connection().exec_driver_sql(asked).scalar() == "on"
        database.close()


def test_many_who_write_at_once_all_get_their_turn(database: Database) -> None:
    def move_on(_: int) -> int:
        with database.writing() as session:
            return next_of(session, "turns")

    with ThreadPoolExecutor(8) as crowd:
        numbers = list(crowd.map(move_on, range(80)))
    assert sorted(numbers) == list(range(1, 81))


def test_a_turn_that_is_undone_lets_the_next_one_in(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing():
        _ = 1 // 0
    with database.writing() as session:
        assert next_of(session, "turns") == 1


@pytest.mark.parametrize("url", ["", "junk", "mysql://x/y", "oracle://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid):
        Database(url)


def test_day_is_a_plain_date() -> None:
    columns = METADATA.tables["certification"].columns
    assert columns["certified_on"].type.python_type is date


def test_ledger_migration_keeps_what_was_certified(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    config = Config()
    folder = Path(migration.__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0002")
        connection.exec_driver_sql(
            "INSERT INTO person VALUES"
            " (1, '510199195603083424', '王秀兰', '2', '1956-03-08')"
        )
        for row, channel in enumerate(("terminal", "counter", "data-match"), 1):
            connection.exec_driver_sql(
                "INSERT INTO certification VALUES (?, 1, ?, ?, '2027-01-01',"
                " '2026-01-01 00:00:00', NULL, NULL, 0.5)",
                (row, channel, f"2026-01-0{row}"),
            )
        connection.exec_driver_sql(
            "INSERT INTO review_ticket VALUES (1, 1, 'life-certification',"
            " 'face-not-sure', '2026-01-01 00:00:00', '2026-01-06', 'open', 'd')"
        )
    migration.migrate(database)
    migration.check(database)
    with database.reading() as session:
        rows = session.execute(
            text("SELECT method, weight, certified_on, source FROM certification")
        ).all()
        state = session.scalar(text("SELECT state FROM review_ticket"))
    database.close()
    assert [tuple(row) for row in rows] == [
        ("face", 1.0, "2026-01-01", ""),
        ("document", 1.0, "2026-01-02", ""),
        ("data", 1.0, "2026-01-03", ""),
    ]
    assert state == "open"
