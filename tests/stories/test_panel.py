"""The cabinet's own button, sensors and power reach the host on real lines."""

from __future__ import annotations

import pytest

from kiosk.demonstration.play import Move
from kiosk.demonstration.show import script_of
from tests.stories.conftest import Storyteller
from tests.stories.test_degraded import Events, asked, life, terminal
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

WAITING = [Rule("welcome", press="nothing.there")]


@pytest.fixture(autouse=True)
def sound_cabinet(storyteller: Storyteller) -> None:
    mend(storyteller)
    storyteller.bench("card-reader", "remove")
    storyteller.bench("printer", "clear")


def mend(storyteller: Storyteller) -> None:
    bench = storyteller.bench
    bench("panel", "tamper", on=False)
    bench("panel", "power", source="mains")
    bench("panel", "door", on=False)


def happened(events: Events) -> list[str]:
    return [e["happening"] for e in events if e["event"] == "happened"]


def test_the_call_button_calls_staff(storyteller: Storyteller) -> None:
    with terminal(storyteller, WAITING) as running:
        running.await_event(lambda events: "welcoming" in life(events))
        storyteller.bench("panel", "call")
        running.await_event(lambda events: "call-pressed" in happened(events))
        running.await_event(
            lambda events: "staff-called" in [e["event"] for e in events]
        )


def test_an_opened_door_is_noted_and_closes_nothing(storyteller: Storyteller) -> None:
    with terminal(storyteller, WAITING) as running:
        running.await_event(lambda events: "welcoming" in life(events))
        storyteller.bench("panel", "door", on=True)
        running.await_event(lambda events: "door-opened" in happened(events))
        storyteller.bench("panel", "door", on=False)
        running.await_event(lambda events: "door-closed" in happened(events))
        assert life(running.events()) == ["welcoming"]


def test_tampering_closes_the_terminal_until_the_panel_is_reset(
    storyteller: Storyteller,
) -> None:
    with terminal(storyteller, WAITING) as running:
        running.await_event(lambda events: "welcoming" in life(events))
        storyteller.bench("panel", "tamper", on=True)
        running.await_event(lambda events: "out-of-service" in life(events))
        storyteller.bench("panel", "tamper", on=False)
        running.await_event(lambda events: life(events)[-1] == "welcoming")
        running.await_event(
            lambda events: happened(events) == ["tampered", "tamper-cleared"]
        )


def test_with_the_battery_low_the_visit_ends_whole_and_none_begins(
    storyteller: Storyteller,
) -> None:
    low = [
        Move("camera", "show", {"video": str(storyteller.resident.film)}),
        Move("panel", "power", {"source": "low"}),
    ]
    hands = storyteller.hands(look=low)
    with terminal(storyteller, script_of("life-certification"), hands) as running:
        running.await_event(lambda events: "record" in asked(events))
        running.await_event(lambda events: life(events)[-1] == "out-of-service")
        assert "battery-low" in happened(running.events())
        assert "bug-found" not in [e["event"] for e in running.events()]
        storyteller.bench("panel", "power", source="mains")
        running.await_event(lambda events: life(events)[-1] == "welcoming")
