"""The twins' commands from outside: known ones move, unknown ones are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from drivers.simulated.panel import PanelTwin
from drivers.simulated.panel_in_process import SimulatedPanel
from drivers.simulated.scanner import ScannerTwin, SimulatedScanner
from drivers.simulated.staff_card_reader import SimulatedStaffCard
from drivers.simulated.vpcd import VpcdSlot
from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("dance", {}),
        ("power", {"source": "nuclear"}),
        ("fault", {"name": "boredom"}),
        ("bounce", {"switch": "door", "times": "many"}),
        ("bounce", {"switch": "nothing"}),
        ("noise", {"hex": "zz"}),
    ],
)
def test_panel_refuses_what_it_does_not_know(
    tmp_path: Path, command: str, arguments: dict[str, object]
) -> None:
    twin = PanelTwin(tmp_path)
    try:
        with pytest.raises(InvalidValue):
            twin.do(command, **arguments)
    finally:
        twin.close()


def test_everything_a_twin_tells_is_json(tmp_path: Path) -> None:
    panel, scanner = PanelTwin(tmp_path), ScannerTwin(tmp_path)
    try:
        told = panel.do("door")
        assert json.loads(json.dumps(told)) == told
        assert (told["door"], told["lights"]) == ("open", {})
        assert scanner.do("state") == {"is_plugged": True}
        assert scanner.do("unplug") == {"is_plugged": False}
        assert scanner.do("scan", text="lost, as nobody is there") == {
            "is_plugged": False
        }
    finally:
        panel.close()
        scanner.close()
    assert SimulatedPanel().do("unplug")["is_plugged"] is False
    assert SimulatedStaffCard().do("state")["has_card"] is False


def test_line_that_nobody_reads_loses_bytes_and_never_blocks(tmp_path: Path) -> None:
    panel = PanelTwin(tmp_path)
    try:
        panel.do("noise", hex="00" * 9000)
        for _ in range(20):
            panel.do("bounce", switch="door")
        assert panel.do("state")["door"] == "open"
    finally:
        panel.close()


@pytest.mark.parametrize("twin", [SimulatedScanner, SimulatedStaffCard])
def test_twins_in_the_process_refuse_the_unknown(
    twin: type[SimulatedScanner | SimulatedStaffCard],
) -> None:
    with pytest.raises(InvalidValue):
        twin().do("dance")


def test_scan_needs_a_text_and_a_known_fault(tmp_path: Path) -> None:
    twin = ScannerTwin(tmp_path)
    try:
        for arguments in ({}, {"text": 5}, {"text": "x", "fault": "boredom"}):
            with pytest.raises(InvalidValue):
                twin.do("scan", **arguments)
    finally:
        twin.close()


def test_staff_card_is_put_in_by_a_whole_badge_only() -> None:
    slot = VpcdSlot(1)
    badge = {"number": "S7", "role": "clerk", "name": "样本", "pin": "482913"}
    try:
        with pytest.raises(InvalidValue):
            slot.do("insert-staff", number="S7")
        assert slot.do("insert-staff", **badge) == {"has_card": True}
        assert slot.do("remove") == {"has_card": False}
    finally:
        slot.close()
