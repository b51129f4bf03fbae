"""A sample of the fault matrix, played on real parts and held against its page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.matrix import FAULTS, play, steps
from tests.faults.matrix_page import PAGE, SHEET_SECONDS, check_store, row, rows
from tests.faults.visited_hall import VisitedHall
from tests.founded_hall import open_hall

pytestmark = [pytest.mark.xdist_group("fault-matrix"), pytest.mark.timeout(400)]

SAMPLE = (
    ("PC/SC service killed", "card reading"),
    ("camera unplugged", "face"),
    ("printer killed", "preview"),
    ("printer killed", "printing"),
    ("panel unplugged", "welcome"),
)
BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitedHall]:
    home = tmp_path_factory.mktemp("matrix")
    with open_hall(tmp_path_factory, home, challenges=False) as made:
        made.set_pace(SHEET_SECONDS)
        with VisitedHall.open(made) as visited:
            yield visited
        check_store(made)


def test_the_page_has_a_line_for_every_fault_at_every_step() -> None:
    expected = {(fault.name, step) for fault in FAULTS for step in steps(fault)}
    assert set(rows(Path(PAGE).read_text("utf-8"))) == expected


@pytest.mark.parametrize(("fault", "step"), SAMPLE)
def test_the_page_tells_what_happens(hall: VisitedHall, fault: str, step: str) -> None:
    cell = play(hall, BY_NAME[fault], step)
    written = rows(Path(PAGE).read_text("utf-8"))[fault, step]
    # How quickly it opens again hangs on the machine; `play` bounds it.
    assert row(cell).split(" | ")[:4] == written.split(" | ")[:4]
