"""Opening the store's file: looked at first, set aside when it cannot be trusted."""

from __future__ import annotations

import fcntl
import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from kiosk.domain.fault import StoreFault, StoreTorn
from offline_cache.database import Database, connect, fault_of
from offline_cache.migration import Migration, migrate, shipped_migrations
from offline_cache.write_ahead import is_damaged

__all__ = ["open_database", "trouble_of"]

_SIDE_FILES = ("-wal", "-shm")
_PAGE_BYTES = 4096
_LOOKING_KIBIBYTES = 128 * 1024

_LOCKED_AT, _LOCKED_BYTES = 0x40000002, 510

_NOT_THE_FILES_FAULT = frozenset({3, 5, 6, 7, 8, 10, 13, 14, 23})
"""Result codes that say nothing about the content: no right, busy, locked, no
memory, read-only, I/O error, full, cannot open, not authorised.
Source: sqlite.org/rescode.html."""


def open_database(
    path: Path,
    key: bytes,
    now: datetime,
    steps: Sequence[Migration] | None = None,
) -> Database:
    """Look at the file without changing it, then open and migrate it.

    Args:
        path: The file; made new where there is none.
        key: 32 secret bytes.
        now: Time for the name of what is set aside.
        steps: Migrations, by default those shipped.

    Raises:
        StoreTorn: the file was damaged, foreign or under another key; it was
            set aside with its side files, nothing of it is lost.
        StoreFull: no room to open or migrate.
        StoreFault: the file cannot be opened, is of a newer program, or is bad
            but in use by another process; it is as it was.
    """
    steps = shipped_migrations() if steps is None else steps
    trouble = trouble_of(path, key, steps)
    if trouble:
        raise _set_aside(path, now, trouble)
    if not path.exists():
        _make(path, key, steps)
    return _opened(path, key, steps)


def _opened(path: Path, key: bytes, steps: Sequence[Migration]) -> Database:
    database = Database(path, key)
    try:
        migrate(database, path, key, steps)
    except BaseException:
        database.close()
        raise
    return database


def _make(path: Path, key: bytes, steps: Sequence[Migration]) -> None:
    """Make the file aside and rename it: a half-made one would look torn."""
    fresh = path.with_name(f"{path.name}.new")
    for left in path.parent.glob(f"{fresh.name}*"):
        left.unlink()
    try:
        _opened(fresh, key, steps).close()
    except BaseException:
        for left in path.parent.glob(f"{fresh.name}*"):
            left.unlink()
        raise
    fresh.rename(path)
    _make_durable(path.parent)


def trouble_of(path: Path, key: bytes, steps: Sequence[Migration] | None = None) -> str:
    """Say why a file cannot be trusted; empty when it can, or is not there.

    Nothing is written, moved or made.

    Raises:
        StoreFault: the file cannot be looked at, or is of a newer program.
    """
    newest = (shipped_migrations() if steps is None else steps)[-1].number
    if not path.exists():
        left = [ending for ending in _SIDE_FILES if _side(path, ending).exists()]
        return "main-file-missing" if left else ""
    if path.is_file() and path.stat().st_size < _PAGE_BYTES:
        return "too-short"
    try:
        version = _examined(path, key)
    except sqlcipher.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_THE_FILES_FAULT:
            raise fault_of(error, path) from error
        return str(error)
    if not _is_in_use(path) and is_damaged(_side(path, "-wal")):
        return "write-ahead log does not check"
    if version > newest:
        raise StoreFault(part="store", reason="newer-schema")
    return ""


def _examined(path: Path, key: bytes) -> int:
    """Check every page and give the schema's number; nothing is written.

    ``quick_check`` walks every tree and every row, and SQLCipher holds each page it
    reads against its checksum. Pages that hold nothing are not read by it: only
    where there are some, the checksums of the whole file are gone over as well. It
    walks twice, trees and then rows: with room for all pages each is deciphered once.
    """
    with _looking(path, key) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    try:
        is_sound = _is_sound(path, key)
    except MemoryError:
        # So SQLite puts it when SQLCipher refuses a page; or there is no memory.
        if _have_checksums(path, key):
            raise
        is_sound = False
    if not is_sound:
        message = "pages do not check"
        raise sqlcipher.DatabaseError(message)
    return version


def _is_sound(path: Path, key: bytes) -> bool:
    with _looking(path, key) as connection:
        connection.execute(f"PRAGMA cache_size = -{_LOOKING_KIBIBYTES}")
        verdict = connection.execute("PRAGMA quick_check").fetchone()
        unused = connection.execute("PRAGMA freelist_count").fetchone()[0]
    return verdict == ("ok",) and (not unused or _have_checksums(path, key))


def _have_checksums(path: Path, key: bytes) -> bool:
    with _looking(path, key) as connection:
        return not connection.execute("PRAGMA cipher_integrity_check").fetchall()


@contextmanager
def _looking(path: Path, key: bytes) -> Iterator[sqlcipher.Connection]:
    connection = connect(path, key, "ro")
    try:
        yield connection
    finally:
        connection.close()


def _set_aside(path: Path, now: datetime, reason: str) -> StoreTorn:
    """Keep the files under other names.

    All get their new names before any loses its old one: a power cut in the
    middle leaves names too many, never a log parted from its file.
    """
    if _is_in_use(path):
        # Whoever works with it looked at it first; only its owner may move it.
        raise StoreFault(part="store", reason="in-use")
    kept = _unused(path, now)
    files = [path, *(_side(path, ending) for ending in _SIDE_FILES)]
    there = [file for file in files if file.exists()]
    for file in there:
        os.link(file, kept.with_name(file.name.replace(path.name, kept.name, 1)))
    _make_durable(path.parent)
    for file in there:
        file.unlink()
    _make_durable(path.parent)
    return StoreTorn(kept_at=str(kept), reason=reason)


def _is_in_use(path: Path) -> bool:
    """Whether another process has the file open.

    Called only while this process has not: closing a file ends all locks that
    a process holds on it. Source: sqlite.org/lockingv3.html and walformat.html,
    an open connection keeps a shared lock on these bytes.
    """
    if not path.exists():
        return False
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED_BYTES, _LOCKED_AT)
        except OSError:
            return True
    return False


def _unused(path: Path, now: datetime) -> Path:
    """Find a name that no earlier file set aside has, even at a stopped clock."""
    stem = f"{path.name}.torn-{now:%Y%m%dT%H%M%S%f}"
    names = (stem if n == 0 else f"{stem}-{n}" for n in itertools.count())
    taken = {each.name for each in path.parent.iterdir()}
    free = (
        name
        for name in names
        if not taken & {name, *(name + ending for ending in _SIDE_FILES)}
    )
    return path.with_name(next(free))


def _make_durable(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _side(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
