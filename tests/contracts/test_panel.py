"""What every panel promises, asked of the real driver and of the twin."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from kiosk.domain.fault import DeviceLost, InvalidValue
from kiosk.ports.capability import DeviceClass, Feature
from kiosk.ports.device import DeviceState, SupplyLevel
from kiosk.ports.guidance import Colour, Direction, Light, Pace, Place
from kiosk.ports.surroundings import (
    Door,
    Happening,
    Power,
    Presence,
    Senses,
    Tamper,
)
from tests.contracts.panel_rig import LIGHTS, PanelRig, SerialPanelRig, TwinPanelRig
from tests.promptness import PROMPT_SECONDS
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALM = Senses(Presence.NOT_PRESENT, Door.CLOSED, Tamper.SOUND, Power.MAINS)
ENTRY = Light(Place.CARD_READER, Pace.SLOW, Colour.GREEN, Direction.ENTRY)
EXIT = Light(Place.PRINTER, Pace.FAST, Colour.WHITE, Direction.EXIT)
_LIMIT_SECONDS = 20.0
_QUIET_SECONDS = 0.3


@pytest.fixture(params=["serial", "twin"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PanelRig]:
    """Each panel with a hand before it, up and calm."""
    made: PanelRig
    made = SerialPanelRig(tmp_path) if request.param == "serial" else TwinPanelRig()
    assert made.panel.status().state is DeviceState.ONLINE
    assert heard(made, _QUIET_SECONDS) == []
    yield made
    made.close()


def heard(rig: PanelRig, seconds: float = _LIMIT_SECONDS) -> list[Happening]:
    """Listen until something happens; nothing may mean the time is over."""
    return list(rig.panel.attend(seconds))


def test_calm_panel_is_known_with_all_its_axes(rig: PanelRig) -> None:
    status = rig.panel.status()
    assert (status.is_usable, dict(status.supplies)) == (True, {"ups": SupplyLevel.OK})
    assert rig.panel.senses() == CALM
    assert rig.panel.places() == frozenset(LIGHTS)
    assert rig.panel.name == "panel"


@pytest.mark.parametrize(
    ("command", "arguments", "happening"),
    [
        ("presence", {}, Happening.PERSON_CAME),
        ("door", {}, Happening.DOOR_OPENED),
        ("tamper", {}, Happening.TAMPERED),
        ("power", {"source": "battery"}, Happening.MAINS_LOST),
        ("power", {"source": "low"}, Happening.BATTERY_LOW),
        ("call", {}, Happening.CALL_PRESSED),
    ],
)
def test_each_happening_is_told_once(
    rig: PanelRig,
    command: str,
    arguments: dict[str, object],
    happening: Happening,
) -> None:
    rig.move(command, **arguments)
    assert heard(rig) == [happening]
    assert heard(rig, _QUIET_SECONDS) == []


def test_what_came_goes_again(rig: PanelRig) -> None:
    for command, back in [
        ("presence", Happening.PERSON_LEFT),
        ("door", Happening.DOOR_CLOSED),
        ("tamper", Happening.TAMPER_CLEARED),
    ]:
        rig.move(command)
        assert len(heard(rig)) == 1
        rig.move(command, on=False)
        assert heard(rig) == [back]
    rig.move("power", source="battery")
    assert heard(rig) == [Happening.MAINS_LOST]
    rig.move("power", source="mains")
    assert heard(rig) == [Happening.MAINS_BACK]
    assert rig.panel.senses() == CALM


def test_tampered_and_low_panel_says_so_in_its_status(rig: PanelRig) -> None:
    rig.move("power", source="low")
    assert heard(rig) == [Happening.BATTERY_LOW]
    assert rig.panel.status().supplies["ups"] is SupplyLevel.LOW
    rig.move("tamper")
    assert heard(rig) == [Happening.TAMPERED]
    status = rig.panel.status()
    assert (status.state, status.is_usable) == (DeviceState.TAMPERED, False)
    rig.move("tamper", on=False)
    assert heard(rig) == [Happening.TAMPER_CLEARED]
    assert rig.panel.status().is_usable


def test_lights_shine_as_told_and_all_go_out(rig: PanelRig) -> None:
    rig.panel.show(ENTRY)
    rig.panel.show(EXIT)
    assert rig.shining() == {
        "card-reader": "slow green entry",
        "printer": "fast white exit",
    }
    rig.panel.show(Light(Place.CARD_READER, Pace.OFF))
    assert rig.shining() == {"printer": "fast white exit"}
    rig.panel.darken()
    assert rig.shining() == {}


def test_place_without_a_light_is_refused(rig: PanelRig) -> None:
    with pytest.raises(InvalidValue):
        rig.panel.show(Light(Place.CAMERA, Pace.ON))
    rig.panel.show(ENTRY)
    assert list(rig.shining()) == ["card-reader"]


def test_lost_panel_knows_nothing_and_gives_its_time_back(rig: PanelRig) -> None:
    rig.lose()
    began = time.monotonic()
    assert heard(rig, _QUIET_SECONDS) == []
    spent = time.monotonic() - began
    assert _QUIET_SECONDS * 0.9 < spent < 2 * _QUIET_SECONDS, "neither spins nor hangs"
    status = rig.panel.status()
    assert (status.state, status.cause) == (DeviceState.NO_DEVICE, "device-lost")
    assert rig.panel.senses() == Senses()
    with pytest.raises(DeviceLost):
        rig.panel.show(ENTRY)


def test_panel_that_came_back_shines_as_told_meanwhile(rig: PanelRig) -> None:
    rig.panel.show(EXIT)
    rig.lose()
    with pytest.raises(DeviceLost):
        rig.panel.show(ENTRY)
    assert rig.shining() == {}
    rig.regain()
    await_condition(lambda: heard(rig, 0.05) == [] and rig.panel.status().is_usable)
    assert set(rig.shining()) == {"printer", "card-reader"}


def test_lights_darkened_while_lost_stay_dark(rig: PanelRig) -> None:
    rig.panel.show(EXIT)
    rig.lose()
    with pytest.raises(DeviceLost):
        rig.panel.darken()
    rig.regain()
    await_condition(lambda: rig.panel.status().is_usable)
    assert rig.shining() == {}


def test_what_happened_while_lost_is_told_afterwards(rig: PanelRig) -> None:
    rig.lose()
    assert heard(rig, 0.05) == []
    rig.move("door")
    rig.regain()
    assert heard(rig) == [Happening.DOOR_OPENED]


def test_status_is_quick_whatever_happens_and_closing_twice_is_nothing(
    rig: PanelRig,
) -> None:
    for move in (None, rig.lose, rig.regain):
        if move is not None:
            move()
        began = time.monotonic()
        rig.panel.status()
        assert time.monotonic() - began < PROMPT_SECONDS
    rig.panel.close()
    rig.panel.close()


def test_panel_tells_its_model_and_lamps(rig: PanelRig) -> None:
    told = rig.panel.capabilities()
    assert told.classes == {DeviceClass.LIGHTS, DeviceClass.AUXILIARIES}
    assert told.model
    assert set(told.features[Feature.PLACES]) == rig.panel.places()
