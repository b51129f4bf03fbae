"""One encrypted SQLite connection: durable to the last commit, owned by one thread."""

from __future__ import annotations

import math
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from kiosk.domain.fault import StoreFault, StoreFull

__all__ = ["Database", "Row", "connect", "fault_of"]

Row = tuple[Any, ...]

_BUSY_SECONDS = 5
_OWNER_ONLY = 0o600
_FULL = 13
_FULL_TEXT = "database or disk is full"
_NO_ROOM_PERHAPS = frozenset({10, 14})
_ROOM_BYTES = 128 * 1024
_CHECKPOINT_PAGES = 250

_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    # A short log is soon folded in, so that little hangs on one more file.
    f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
)


class Database:
    """A connection that only the thread that opened it may use."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or make the file; `open_database` is the way to do it."""
        self._owner = threading.get_ident()
        self._path = path
        with self._faults():
            self._connection = connect(path, key, "rwc")
            # Before the side files are made, which take these rights over.
            path.touch()
            path.chmod(_OWNER_ONLY)
            for word in _SETTINGS:
                self._connection.execute(f"PRAGMA {word}")

    def read(self, question: str, values: Sequence[object] = ()) -> list[Row]:
        """Ask and fetch every row.

        Raises:
            StoreFault: the file cannot be read.
        """
        self._check_thread()
        with self._faults():
            rows: list[Row] = self._connection.execute(question, values).fetchall()
        return rows

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Write all or nothing; durable when the block is left.

        Inside another transaction it is a part of that one.

        Raises:
            StoreFull: the disk is full; nothing was written.
        """
        self._check_thread()
        if self._connection.in_transaction:
            yield self._connection
            return
        with self._faults():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def fold_in(self) -> bool:
        """Move the write-ahead log into the file and empty it; false if it cannot."""
        return bool(self.read("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0)

    def copy_into(self, path: Path, key: bytes) -> None:
        """Write a copy of everything, under the same key, that stands by itself.

        Never by reading the file: closing it would end this process's locks on
        it, and with them what keeps another process from folding the log in.
        """
        self._check_thread()
        with self._faults():
            copy = connect(path, key, "rwc")
            try:
                self._connection.backup(copy)
            finally:
                copy.close()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._connection.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlcipher.IntegrityError:
            raise
        except sqlcipher.DatabaseError as error:
            raise fault_of(error, self._path) from error

    def _check_thread(self) -> None:
        if threading.get_ident() != self._owner:
            message = "the store belongs to the thread that opened it"
            raise RuntimeError(message)


def connect(path: Path, key: bytes, mode: str) -> Any:  # noqa: ANN401 - untyped library
    """Open a file under a raw 32-byte key; mode ``ro`` or ``rwc``.

    A raw key needs no derivation, which would cost a second at each start.
    """
    connection = sqlcipher.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
    )
    # SQLCipher would write about torn pages to the error output by itself.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def fault_of(error: Exception, path: Path) -> StoreFault:
    """Tell a full disk from other trouble of the file.

    Where only a side file did not fit, SQLite speaks of an I/O error.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    is_packed = _free_bytes(path) < _ROOM_BYTES
    # The backup's errors carry no code, only SQLite's text for it.
    is_full = code == _FULL or str(error) == _FULL_TEXT
    if is_full or (code in _NO_ROOM_PERHAPS and is_packed):
        return StoreFull()
    return StoreFault(part="store", reason=str(error))


def _free_bytes(path: Path) -> float:
    """Give the room that is left; where the disk itself is gone, room is no matter."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return math.inf
