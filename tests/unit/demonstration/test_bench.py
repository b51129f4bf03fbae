"""The bench carries orders to twins and outlives every mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.simulated.card_reader import SimulatedCardReader
from drivers.simulated.scene import SceneCamera
from kiosk.demonstration.bench import Bench, BenchRefused, Twin, move

HOLDER = {"number": "510199196207083427", "name": "王秀兰"}


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "bench.sock"
    reader = SimulatedCardReader()
    twins: dict[str, Twin] = {
        "card-reader": reader,
        "camera": SceneCamera(tmp_path / "scene.json"),
    }
    bench = Bench(path, twins)
    yield path
    bench.close()
    reader.close()


def test_an_order_reaches_its_twin(socket: Path) -> None:
    move(socket, "card-reader", "insert", holder=HOLDER)
    told = move(socket, "card-reader", "state")
    assert isinstance(told, dict)
    assert told["has_card"] is True


@pytest.mark.parametrize(
    ("twin", "command", "arguments"),
    [
        ("toaster", "on", {}),
        ("card-reader", "dance", {}),
        ("card-reader", "insert", {"holder": 5}),
        ("camera", "show", {"video": "/nowhere.avi"}),
    ],
)
def test_a_wrong_order_is_refused_and_the_next_one_works(
    socket: Path, twin: str, command: str, arguments: dict[str, object]
) -> None:
    with pytest.raises(BenchRefused):
        move(socket, twin, command, **arguments)
    move(socket, "card-reader", "remove")


def test_where_no_bench_is_that_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchRefused, match="no bench"):
        move(tmp_path / "none.sock", "printer", "clear")


def test_only_this_user_may_move_twins(socket: Path) -> None:
    assert socket.stat().st_mode & 0o077 == 0
