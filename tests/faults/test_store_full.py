"""A full disk: a typed fault, nothing half-written, and work again after room."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.domain.fault import StoreFull
from kiosk.ports.device import DeviceState
from offline_cache.migration import Migration, shipped_migrations
from offline_cache.opening import open_database
from tests.hand_clock import HandClock
from tests.unit.offline_cache.invented import KEY, deed, open_in

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a disk")

SIZE = 2 * 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    where = tmp_path / "disk"
    where.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(where)]
    if subprocess.run(["mount", *options], check=False).returncode:
        pytest.skip("this machine lets nobody mount a tmpfs")
    yield where
    subprocess.run(["umount", "--lazy", str(where)], check=True)


def fill(disk: Path, left: int = 0) -> Path:
    """Take all the room, or all but some bytes."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    if left:
        os.truncate(ballast, ballast.stat().st_size - left)
    return ballast


def append_until_full(disk: Path) -> int:
    """Append deeds; gives how many were confirmed before the disk was full."""
    try:
        store = open_in(disk)
    except StoreFull:
        return 0
    confirmed = until_full(
        lambda n: store.outbox.append(deed(n + 1, n % 900)),
    )
    assert store.outbox.pending_count() == confirmed
    store.close()
    return confirmed


def until_full(write: Callable[[int], object]) -> int:
    """Write on until nothing fits; gives how often it worked."""
    for number in range(10_000):
        try:
            write(number)
        except StoreFull:
            return number
    raise AssertionError(number)


@pytest.mark.parametrize("left", [0, 4096, 40_960, 200_704, 409_600])
def test_confirmed_deeds_survive_a_full_disk(disk: Path, left: int) -> None:
    open_in(disk).close()
    ballast = fill(disk, left)
    confirmed = append_until_full(disk)
    ballast.unlink()
    store = open_in(disk)
    kept = [str(each.payload["reason"]) for each in store.outbox.pending(99_999)]
    assert kept == [str(serial) for serial in range(1, confirmed + 1)]
    store.outbox.append(deed(confirmed + 1))
    store.close()


def test_store_works_again_once_there_is_room(disk: Path) -> None:
    store = open_in(disk)
    store.outbox.append(deed(1))
    ballast = fill(disk)
    reserved = until_full(lambda n: store.ledger.reserve(f"copy-{n}", 1))
    assert len(store.ledger.unsettled()) == reserved
    noted = until_full(lambda n: store.audit.append("filled", {"n": n}))
    assert len(store.audit.lines()) == noted
    assert store.status().cause == "store-full"
    assert store.status().state is DeviceState.HARDWARE_ERROR
    ballast.unlink()
    store.ledger.reserve("copy-after", 1)
    store.audit.append("room")
    assert store.audit.verify() is None
    assert len(store.ledger.unsettled()) == reserved + 1
    store.close()


def test_no_room_for_a_new_store(disk: Path) -> None:
    """It is full, not torn; and what was begun does no harm later."""
    ballast = fill(disk)
    with pytest.raises(StoreFull):
        open_in(disk)
    ballast.unlink()
    store = open_in(disk)
    store.outbox.append(deed(1))
    store.close()


def test_no_room_for_the_copy_before_a_step(disk: Path) -> None:
    store = open_in(disk)
    for serial in range(300):
        store.outbox.append(deed(serial))
    store.close()
    steps = shipped_migrations()
    step = Migration(len(steps) + 1, "CREATE TABLE more (id TEXT) STRICT;\n")
    ballast = fill(disk, left=122_880)
    with pytest.raises(StoreFull):
        open_database(disk / "store.db", KEY, HandClock().now(), [*steps, step])
    assert not list(disk.glob("*.partial*"))
    ballast.unlink()
    store = open_in(disk)
    assert store.outbox.pending_count() == 300
    store.close()
