"""Names of business items are kept, told at once, and renewed over the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drivers.simulated.centre import SimulatedCentre
from kiosk.assembly.item_shelf import ItemShelf
from kiosk.domain.item_directory import ItemDirectory
from kiosk.work.noticeboard import Noticeboard
from tests.hand_clock import HandClock

HOURS = 3600.0


class Terminal:
    """One shelf, a centre it can ask, and the board it tells."""

    def __init__(self, file: Path) -> None:
        self.clock = HandClock()
        self.centre = SimulatedCentre((), self.clock)
        self.board = Noticeboard()
        self.shelf = ItemShelf(file, self.centre, self.clock, self.board.tell_directory)

    def ids(self) -> list[str]:
        return [item.id for item in self.board.directory.items]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library" / "items.json"


def test_what_the_centre_offers_is_told_and_outlives_a_restart(file: Path) -> None:
    first = Terminal(file)
    assert first.board.directory == ItemDirectory()
    assert first.shelf.step() == 6 * HOURS
    assert first.ids() == ["PR-07", "PQ-08"]
    assert first.board.directory.as_of == first.clock.now()
    later = Terminal(file)
    assert later.board.directory == first.board.directory


def test_without_a_line_the_kept_names_stay_and_it_tries_again(file: Path) -> None:
    Terminal(file).shelf.step()
    away = Terminal(file)
    away.centre.do("fault", name="unreachable")
    assert away.shelf.step() <= 60
    assert away.ids() == ["PR-07", "PQ-08"]
    away.centre.do("clear")
    away.clock.forward(7 * HOURS)
    away.shelf.step()
    assert away.board.directory.as_of == away.clock.now()


def test_it_asks_again_only_when_it_is_time_or_told_to_hurry(file: Path) -> None:
    terminal = Terminal(file)
    terminal.shelf.step()
    began = terminal.clock.now()
    terminal.clock.forward(HOURS)
    assert terminal.shelf.step() == 5 * HOURS
    assert terminal.board.directory.as_of == began
    terminal.shelf.hurry()
    terminal.shelf.step()
    assert terminal.board.directory.as_of == terminal.clock.now()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"as_of": "yesterday", "items": []}', '{"items": [1]}'],
)
def test_a_damaged_file_counts_as_none(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    terminal = Terminal(file)
    assert terminal.board.directory == ItemDirectory()
    terminal.shelf.step()
    assert ItemDirectory.read(json.loads(file.read_text("utf-8"))).items
