"""One encrypted SQLite file: durable to the last commit, owned by one thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from kiosk.domain.fault import StoreFault, StoreFull, StoreTorn

__all__ = ["Database", "Row", "open_database"]

Row = tuple[Any, ...]

_BUSY_SECONDS = 5
_SIDE_FILES = ("-wal", "-shm")


class Database:
    """A connection that only the thread that opened it may use."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or make the file; `open_database` is the way to do it."""
        self._owner = threading.get_ident()
        self._connection = sqlcipher.connect(
            str(path), timeout=_BUSY_SECONDS, isolation_level=None
        )
        self._prepare(key)

    def _prepare(self, key: bytes) -> None:
        # A raw key needs no derivation, which would cost a second at each start.
        for word in (
            f"key = \"x'{key.hex()}'\"",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
        ):
            self._connection.execute(f"PRAGMA {word}")

    def read(self, question: str, values: Sequence[object] = ()) -> list[Row]:
        """Ask and fetch every row.

        Raises:
            StoreFault: the file cannot be read.
        """
        self._check_thread()
        with _faults():
            rows: list[Row] = self._connection.execute(question, values).fetchall()
        return rows

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Write all or nothing; durable when the block is left.

        Raises:
            StoreFull: the disk is full; nothing was written.
        """
        self._check_thread()
        with _faults():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._connection.close()

    def _check_thread(self) -> None:
        if threading.get_ident() != self._owner:
            message = "the store belongs to the thread that opened it"
            raise RuntimeError(message)


def open_database(path: Path, key: bytes, now: datetime) -> Database:
    """Open, check and migrate the file.

    Raises:
        StoreTorn: the file was damaged, foreign or under another key; it was
            set aside with its side files, nothing of it is lost.
        StoreFull: no room to open or migrate.
    """
    is_new = not path.exists()
    try:
        database = Database(path, key)
        try:
            _check(database)
        except BaseException:
            database.close()
            raise
    except sqlcipher.DatabaseError as error:
        if isinstance(error, sqlcipher.OperationalError) and "full" in str(error):
            raise StoreFull from error
        raise _set_aside(path, now, str(error)) from error
    try:
        _migrate(database, path, is_new=is_new)
    except BaseException:
        database.close()
        raise
    return database


def _check(database: Database) -> None:
    """Read enough to find a wrong key, a foreign file or torn pages."""
    connection = database._connection  # noqa: SLF001 - the same module's own
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    damage = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    verdict = connection.execute("PRAGMA quick_check").fetchone()
    if damage or verdict != ("ok",):
        message = "pages do not check"
        raise sqlcipher.DatabaseError(message)


def _set_aside(path: Path, now: datetime, reason: str) -> StoreTorn:
    kept = path.with_name(f"{path.name}.torn-{now:%Y%m%dT%H%M%S%f}")
    path.rename(kept)
    for ending in _SIDE_FILES:
        side = path.with_name(path.name + ending)
        if side.exists():
            side.rename(kept.with_name(kept.name + ending))
    return StoreTorn(kept_at=str(kept), reason=reason)


def _migrate(database: Database, path: Path, *, is_new: bool) -> None:
    """Bring the schema up to date, each step all or nothing, a copy before it."""
    version = int(database.read("PRAGMA user_version")[0][0])
    for number, script in _migrations():
        if number <= version:
            continue
        if not is_new:
            _back_up(database, path, version)
        with database.transaction() as connection:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        version = number
    known = [number for number, _ in _migrations()]
    if version > max(known):
        raise StoreFault(part="store", reason="newer-schema")


def _migrations() -> list[tuple[int, str]]:
    folder = resources.files("offline_cache") / "migrations"
    files = [each for each in folder.iterdir() if each.name.endswith(".sql")]
    scripts = [(int(each.name[:4]), each.read_text("utf-8")) for each in files]
    return sorted(scripts)


def _statements(script: str) -> Iterator[str]:
    """Cut a script into statements; executescript would commit in between."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlcipher.complete_statement(statement):
            yield statement
            statement = ""


def _back_up(database: Database, path: Path, version: int) -> None:
    """Copy the encrypted file beside it; the write-ahead log is folded in first."""
    database.read("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = path.with_name(f"{path.name}.v{version}")
    copy.write_bytes(path.read_bytes())
    copy.chmod(0o600)


@contextmanager
def _faults() -> Iterator[None]:
    """Tell a full disk from other trouble of the file."""
    try:
        yield
    except sqlcipher.OperationalError as error:
        if "full" in str(error):
            raise StoreFull from error
        raise StoreFault(part="store", reason=str(error)) from error
    except sqlcipher.IntegrityError:
        raise
    except sqlcipher.DatabaseError as error:
        raise StoreFault(part="store", reason=str(error)) from error
