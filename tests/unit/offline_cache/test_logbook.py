"""The logbook keeps a week of devices, work for good, and tries over restarts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.ports.logbook import SignInStanding, StatusNote, WorkNote
from kiosk.ports.store import CopyState
from offline_cache.store import Store, open_store
from offline_cache.vault import KeyFileVault
from tests.hand_clock import HandClock

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def opened(folder: Path) -> Store:
    return open_store(folder / "store.db", KeyFileVault(folder / "key"), HandClock())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = opened(tmp_path)
    yield made
    made.close()


def test_history_is_given_newest_first_and_older_than_a_week_goes(
    store: Store,
) -> None:
    for days, device in ((9, "printer"), (8, "face"), (3, "printer"), (0, "face")):
        store.logbook.note_status(StatusNote(NOW - timedelta(days=days), device, "x"))
    assert [note.device for note in store.logbook.statuses()] == ["face", "printer"]
    (kept,) = store.logbook.statuses("printer")
    assert kept.at == NOW - timedelta(days=3)


def test_a_device_that_flaps_all_week_does_not_fill_the_disk(store: Store) -> None:
    with store.all_or_nothing():
        for second in range(5100):
            at = NOW + timedelta(seconds=second)
            store.logbook.note_status(StatusNote(at, "printer", "offline"))
    assert len(store.logbook.statuses()) == 5000


def test_the_newest_result_of_each_test_is_given(store: Store) -> None:
    for minute, (subject, outcome) in enumerate(
        [("card", "failed"), ("sound", "passed"), ("card", "passed")]
    ):
        at = NOW + timedelta(minutes=minute)
        note = WorkNote(at, "test", subject, outcome, "E2001", "0.1.0", "0.2 s")
        store.logbook.note_work(note)
    store.logbook.note_work(WorkNote(NOW, "work", "paper", "done", "E2001", "0.1.0"))
    last = {note.subject: note.outcome for note in store.logbook.last_tests()}
    assert last == {"card": "passed", "sound": "passed"}
    assert [note.subject for note in store.logbook.works(2)] == ["paper", "card"]


def test_tries_are_counted_over_a_restart_until_one_succeeds(tmp_path: Path) -> None:
    first = opened(tmp_path)
    for second in range(3):
        first.logbook.begin_sign_in(NOW + timedelta(seconds=second))
    first.close()
    again = opened(tmp_path)
    standing = again.logbook.sign_in_standing()
    assert standing == SignInStanding(3, NOW + timedelta(seconds=2))
    again.logbook.end_sign_in()
    assert again.logbook.sign_in_standing() == SignInStanding()
    again.close()


def test_a_choice_is_kept_and_replaced(store: Store) -> None:
    store.logbook.keep("volume", "70")
    store.logbook.keep("volume", "40")
    assert store.logbook.kept() == {"volume": "40"}


def test_sheets_are_counted_since_a_moment(store: Store) -> None:
    store.ledger.reserve("2026-000001-01", 2)
    assert store.ledger.count_since("") == 0  # nothing was handed over yet
    store.ledger.settle("2026-000001-01", CopyState.OUT)
    assert store.ledger.count_since("") == 2
    assert store.ledger.count_since("2030-01-01T00:00:00+08:00") == 0
