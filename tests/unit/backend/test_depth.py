"""Waiting for the disk: what was committed before is there after, and no later."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from backend.certificates.number import next_of
from backend.store import migration
from backend.store.database import Database
from backend.store.depth import Depth, DiskLost
from tests.waiting import LIMIT_SECONDS, await_condition

_ASKING, _TIMES = 8, 40


class Disk:
    """Takes what was written when a sync begins, and has it when that is over."""

    def __init__(self) -> None:
        self.written = self.kept = self.syncs = 0
        self.guard = threading.Lock()
        self.is_whole = True
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def write(self) -> int:
        with self.guard:
            self.written += 1
            return self.written

    def sync(self) -> None:
        taken = self.written
        self.syncs += 1
        assert self.may_go_on.wait(LIMIT_SECONDS)
        if not self.is_whole:
            raise OSError
        self.kept = taken


def test_whoever_waited_finds_his_own_on_the_disk() -> None:
    disk = Disk()
    depth = Depth(disk.sync)

    def lasting(_: int) -> bool:
        mine = disk.write()
        depth.reach()
        return disk.kept >= mine

    with ThreadPoolExecutor(_ASKING) as crowd:
        assert all(crowd.map(lasting, range(_ASKING * _TIMES)))
    assert disk.syncs <= _ASKING * _TIMES


def test_a_sync_under_way_is_not_enough_for_who_comes_later() -> None:
    disk = Disk()
    depth = Depth(disk.sync)
    disk.may_go_on.clear()
    with ThreadPoolExecutor(2) as crowd:
        first = crowd.submit(depth.reach)
        await_condition(lambda: disk.syncs == 1)
        mine = disk.write()
        second = crowd.submit(depth.reach)
        disk.may_go_on.set()
        first.result(LIMIT_SECONDS)
        second.result(LIMIT_SECONDS)
    assert disk.syncs == 2
    assert disk.kept == mine


def test_a_disk_that_failed_is_not_believed_again() -> None:
    disk = Disk()
    depth = Depth(disk.sync)
    disk.is_whole = False
    with pytest.raises(OSError, match=r"^$"):
        depth.reach()
    disk.is_whole = True
    with pytest.raises(DiskLost):
        depth.reach()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{file}")
    migration.migrate(database)
    yield database
    database.close()


def test_the_log_is_folded_beside_the_writers(file: Path, database: Database) -> None:
    """Without the log the file alone tells what was folded into it."""

    def folded() -> int:
        copy = file.with_name("copy.sqlite3")
        copy.write_bytes(file.read_bytes())
        with sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True) as alone:
            row = alone.execute("SELECT last FROM counter").fetchone()
        return int(row[0]) if row else 0

    def move_on() -> int:
        with database.noting() as session:
            return next_of(session, "turns")

    # A migration's log is short: nothing is in the file before that.
    moves = count()
    while next(moves) < 400:
        move_on()
    await_condition(lambda: folded() > 0)
    with database.reading() as session:
        assert next_of(session, "turns") == 401
