"""The store's place goes away while the terminal runs: typed faults, no crash."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.domain.fault import StoreFault
from kiosk.ports.device import DeviceState
from tests.unit.offline_cache.invented import open_in


def test_status_is_told_even_without_a_disk(tmp_path: Path) -> None:
    """Nobody catches what a status raises: the owner thread would end."""
    place = tmp_path / "state"
    store = open_in(place)
    shutil.rmtree(place)
    status = store.status()
    assert (status.state, status.cause) == (DeviceState.HARDWARE_ERROR, "store-fault")
    store.close()
    with pytest.raises(StoreFault):
        store.outbox.pending_count()


def test_place_below_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreFault):
        open_in(tmp_path / "file" / "state")
