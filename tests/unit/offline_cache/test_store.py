"""The store as a device: private, durable, and one thread's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ports.device import DeviceState
from offline_cache.store import Store
from tests.unit.offline_cache.invented import deed, open_in


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_in(tmp_path)
    yield store
    store.close()


def test_files_are_the_services_own(store: Store, tmp_path: Path) -> None:
    store.outbox.append(deed(1))
    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("store.db", "store.db-wal", "store.db-shm"), 0o600)


def test_commits_wait_for_the_disk(store: Store) -> None:
    """No test can cut the power; what SQLite was told to do is what counts."""
    read = store._database.read  # noqa: SLF001 - there is no other way to ask
    assert read("PRAGMA synchronous") == [(2,)]
    assert read("PRAGMA journal_mode") == [("wal",)]


def test_nothing_personal_can_be_read_in_the_files(
    store: Store, tmp_path: Path
) -> None:
    one = deed(1)
    store.outbox.append(one)
    for file in tmp_path.iterdir():
        data = file.read_bytes()
        for value in (one.id, str(one.payload["number"]), "SQLite format 3", "outbox"):
            assert value.encode() not in data


def test_store_is_online_while_there_is_room(store: Store) -> None:
    assert store.name == "store"
    assert store.status().state is DeviceState.ONLINE


def test_other_threads_are_turned_away(store: Store) -> None:
    caught: list[Exception] = []

    def intrude() -> None:
        for act in (store.outbox.pending_count, lambda: store.outbox.append(deed(1))):
            try:
                act()
            except RuntimeError as error:
                caught.append(error)

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join()
    assert len(caught) == 2


def test_closing_twice_is_fine(store: Store) -> None:
    store.close()
    store.close()
