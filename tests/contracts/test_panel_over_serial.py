"""What only a line can do to us: bounce, noise, lost frames, silent panels."""

from __future__ import annotations

import os
import pty
import time
import tty
from typing import TYPE_CHECKING

import pytest

from drivers.serial_line.link import SerialLink
from drivers.serial_line.panel_frame import PanelFrame
from drivers.serial_line.panel_line import PanelLine
from kiosk.domain.fault import Expired
from kiosk.ports.device import DeviceState
from kiosk.ports.guidance import Light, Pace, Place
from kiosk.ports.surroundings import Door, Happening, Senses
from tests.contracts.panel_rig import SerialPanelRig
from tests.promptness import PROMPT_SECONDS
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIGHT = Light(Place.PRINTER, Pace.SLOW)
_LIMIT_SECONDS = 20.0
_QUIET_SECONDS = 0.4
_ONE_CALL_SECONDS = 0.6


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SerialPanelRig]:
    made = SerialPanelRig(tmp_path)
    assert made.panel.status().state is DeviceState.ONLINE
    yield made
    made.close()


@pytest.mark.parametrize("switch", ["door", "presence"])
def test_bouncing_contact_is_one_happening(rig: SerialPanelRig, switch: str) -> None:
    rig.twin.do("bounce", switch=switch, times=8)
    assert len(rig.panel.attend(_LIMIT_SECONDS)) == 1
    assert list(rig.panel.attend(_QUIET_SECONDS)) == []


def test_door_that_closes_at_once_was_only_rattled(rig: SerialPanelRig) -> None:
    rig.twin.do("door", on=True)
    rig.twin.do("door", on=False)
    assert list(rig.panel.attend(_QUIET_SECONDS)) == []
    assert rig.panel.senses().door is Door.CLOSED


def test_button_pressed_in_haste_is_one_call(rig: SerialPanelRig) -> None:
    for _ in range(4):
        rig.twin.do("call")
    assert list(rig.panel.attend(_LIMIT_SECONDS)) == [Happening.CALL_PRESSED]
    assert list(rig.panel.attend(_QUIET_SECONDS)) == []


def test_happening_is_heard_quickly(rig: SerialPanelRig) -> None:
    rig.twin.do("presence")
    began = time.monotonic()
    assert list(rig.panel.attend(_LIMIT_SECONDS)) == [Happening.PERSON_CAME]
    assert time.monotonic() - began < PROMPT_SECONDS


def test_noise_before_a_report_does_not_hide_it(rig: SerialPanelRig) -> None:
    rig.twin.do("noise")
    rig.twin.do("tamper")
    assert list(rig.panel.attend(_LIMIT_SECONDS)) == [Happening.TAMPERED]
    rig.twin.do("noise")
    rig.panel.show(LIGHT)
    assert list(rig.shining()) == ["printer"]


def test_report_that_was_lost_is_found_by_the_next_look(rig: SerialPanelRig) -> None:
    rig.twin.fault("garbled")
    rig.twin.do("door")
    rig.twin.do("call")
    assert list(rig.panel.attend(_QUIET_SECONDS)) == []
    rig.twin.fault("none")
    rig.panel.status()
    told = [*rig.panel.attend(_LIMIT_SECONDS), *rig.panel.attend(_QUIET_SECONDS)]
    assert sorted(told) == [Happening.CALL_PRESSED, Happening.DOOR_OPENED]


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        ("mute", DeviceState.OFFLINE, "silence"),
        ("garbled", DeviceState.OFFLINE, "checksum"),
        ("rubbish", DeviceState.OFFLINE, "words"),
        ("foreign", DeviceState.HARDWARE_ERROR, "version"),
    ],
)
def test_panel_that_cannot_be_understood_says_why_in_time(
    rig: SerialPanelRig, fault: str, state: DeviceState, reason: str
) -> None:
    rig.twin.fault(fault)
    began = time.monotonic()
    status = rig.panel.status()
    assert time.monotonic() - began < PROMPT_SECONDS
    assert (status.state, status.cause) == (state, "expired")
    assert f"reason={reason}" in status.detail
    assert rig.panel.senses() == Senses()
    with pytest.raises(Expired):
        rig.panel.show(LIGHT)
    rig.twin.fault("none")
    await_condition(lambda: rig.panel.status().is_usable)
    assert list(rig.shining()) == ["printer"]


def test_panel_that_was_switched_off_and_on_gets_its_lights_back(
    rig: SerialPanelRig,
) -> None:
    rig.panel.show(LIGHT)
    rig.twin.do("call")
    assert list(rig.panel.attend(_LIMIT_SECONDS)) == [Happening.CALL_PRESSED]
    assert list(rig.panel.attend(_ONE_CALL_SECONDS)) == []
    rig.twin.do("reset")
    assert rig.shining() == {}
    assert list(rig.panel.attend(_QUIET_SECONDS)) == [], "no call came of it"
    assert list(rig.shining()) == ["printer"]


def test_late_answer_is_never_taken_for_that_to_another_question() -> None:
    near, far = pty.openpty()
    tty.setraw(far)
    line = PanelLine(SerialLink(os.ttyname(far)), answer_seconds=0.02)
    try:
        with pytest.raises(Expired):
            line.ask("light", "printer", "slow", "green", "none")
        late, true = PanelFrame(1, ("done",)), PanelFrame(2, ("panel", "x", "-"))
        os.write(near, late.encode() + true.encode())
        assert line.ask("hello") == ("panel", "x", "-")
    finally:
        line.close()
        os.close(near)
        os.close(far)


def test_listening_costs_next_to_nothing(rig: SerialPanelRig) -> None:
    began, used = time.monotonic(), time.thread_time()
    while time.monotonic() - began < 1.0:
        rig.panel.attend(0.1)
    assert time.thread_time() - used < 0.01, "at most one hundredth of a core"
