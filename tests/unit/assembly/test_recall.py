"""What nobody waits for any more never comes out for somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.simulated.printer import SimulatedPrinter
from kiosk.assembly.recall import Recall
from kiosk.domain.fault import DeviceLost
from tests.print_order import order


class Hall:
    """A printer whose sheets move by a clock in our hand: one a second."""

    def __init__(self, tray: Path) -> None:
        self._seconds = 0.0
        self.printer = SimulatedPrinter(
            tray, seconds_per_sheet=1.0, monotonic=lambda: self._seconds
        )

    def tray_after(self, seconds: float) -> list[str]:
        self._seconds += seconds
        return [sheet.stem for sheet in self.printer.printed()]


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def test_a_copy_left_open_is_called_off_and_others_are_not(hall: Hall) -> None:
    recall = Recall()
    for serial in ("K-1", "K-2"):
        hall.printer.submit(order(serial))
    recall.add("K-1")
    assert recall.step(hall.printer) > 0
    assert hall.tray_after(9) == ["K-2"]


def test_a_printer_that_is_away_is_asked_again(hall: Hall) -> None:
    recall = Recall()
    hall.printer.submit(order("K-1"))
    hall.printer.do("fault", name="paper-out")
    hall.printer.do("fault", name="offline")
    recall.add("K-1")
    with pytest.raises(DeviceLost):
        recall.step(hall.printer)
    hall.printer.do("clear", name="offline")
    recall.step(hall.printer)
    hall.printer.do("clear")
    assert hall.tray_after(9) == []


def test_each_copy_is_called_off_once(hall: Hall) -> None:
    recall = Recall()
    recall.add("K-1")
    recall.step(hall.printer)
    hall.printer.submit(order("K-1"))
    recall.step(hall.printer)
    assert hall.tray_after(9) == ["K-1"]
