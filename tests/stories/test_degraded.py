"""A terminal without this or that part: it says so, and opens again by itself."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from drivers.ipp.address import IppAddress
from drivers.ipp.client import Conversation
from drivers.ipp.query import jobs
from drivers.ipp.settlement import JobFacts
from kiosk.assembly.inspection import first_wrong_line, open_items
from kiosk.demonstration.play import Move, Play, save_play
from kiosk.demonstration.show import script_of
from kiosk.settings import load_settings
from tests.nursery import Nursling
from tests.stories.conftest import Storyteller
from tests.stories.conftest import terminal as terminal_in
from tests.waiting import await_condition
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

LIMIT_SECONDS = 120.0
Events = list[dict[str, str]]


class RunningTerminal:
    """A terminal under way, seen through its log."""

    def __init__(self, log: Path, begun: int, process: Nursling) -> None:
        self._log = log
        self._begun = begun
        self.process = process

    def events(self) -> Events:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines[self._begun :]]

    def await_event(self, wanted: Callable[[Events], bool]) -> None:
        pause, deadline = threading.Event(), time.monotonic() + LIMIT_SECONDS
        while not wanted(self.events()):
            assert time.monotonic() < deadline, self.events()[-12:]
            assert self.process.poll() is None, "the terminal ended"
            pause.wait(0.1)


@contextmanager
def terminal(
    storyteller: Storyteller,
    script: list[Rule],
    hands: Mapping[str, Sequence[Move]] | None = None,
) -> Iterator[RunningTerminal]:
    hall = storyteller.hall
    play = hall.directory / "degraded.json"
    steps = str(hall.directory / "degraded.jsonl")
    moves = hands or storyteller.hands()
    save_play(Play(str(hall.bench), script, moves, steps, pause_seconds=0.1), play)
    log = hall.directory / "state" / "events.jsonl"
    begun = len(log.read_text().splitlines()) if log.exists() else 0
    environment = {**hall.environment, "QT_QPA_PLATFORM": "offscreen"}
    with terminal_in(hall, play, environment) as process:
        yield RunningTerminal(log, begun, process)


def life(events: Events) -> list[str]:
    return [e["state"] for e in events if e["event"] == "life-changed"]


def lost_and_back(events: Events, device: str) -> list[str]:
    return [e["event"] for e in events if e.get("device") == device]


AWAY: Mapping[str, tuple[tuple[str, dict[str, bool]], tuple[str, dict[str, bool]]]] = {
    "centre": (("stop", {}), ("start", {})),
    "printer": (("power", {"on": False}), ("power", {"on": True})),
    "camera": (("unplugged", {}), ("mend", {})),
    "scanner": (("unplug", {}), ("plug", {})),
    "id-card-reader": (("unplug", {}), ("plug", {})),
    "pcscd": (("stop", {}), ("start", {})),
}
"""How each part goes and comes back."""


@contextmanager
def without_any_part(storyteller: Storyteller) -> Iterator[Callable[[], None]]:
    """Take all away; gives what brings it back, as for the next story in any case."""
    missing = list(AWAY)

    def bring_back() -> None:
        while missing:
            twin = missing.pop(0)
            _, (command, arguments) = AWAY[twin]
            storyteller.bench(twin, command, **arguments)

    try:
        for twin, ((command, arguments), _) in AWAY.items():
            storyteller.bench(twin, command, **arguments)
        yield bring_back
    finally:
        bring_back()


def test_with_every_part_missing_it_waits_and_then_serves(
    storyteller: Storyteller,
) -> None:
    script = script_of("life-certification")
    with (
        without_any_part(storyteller) as bring_back,
        terminal(storyteller, script) as running,
    ):
        # What needs no part stays open: the hall's articles can still be read.
        running.await_event(lambda events: life(events) == ["welcoming"])
        assert asked(running.events()) == []
        bring_back()
        running.await_event(lambda events: "serving" in life(events))
        assert running.process.wait(LIMIT_SECONDS) == 0
        assert "record" in asked(running.events())


def test_a_printer_that_goes_and_comes_is_told_once_each_and_closes_printing_alone(
    storyteller: Storyteller,
) -> None:
    nobody = [Rule("welcome", press="nothing.there")]
    with terminal(storyteller, nobody) as running:
        running.await_event(lambda events: life(events) == ["welcoming"])
        storyteller.bench("printer", "power", on=False)
        running.await_event(
            lambda events: lost_and_back(events, "printer")[-1:] == ["device-lost"]
        )
        storyteller.bench("printer", "power", on=True)
        running.await_event(
            lambda events: lost_and_back(events, "printer")[-1:] == ["device-back"]
        )
        told = lost_and_back(running.events(), "printer")
        assert told[-2:] == ["device-lost", "device-back"]
        assert len(told) <= 4
        assert "out-of-service" not in life(running.events())


def test_a_killed_face_child_is_replaced_and_the_visit_offers_another_try(
    storyteller: Storyteller,
) -> None:
    nobody = str(storyteller.hall.empty_room)
    storyteller.bench("camera", "show", video=nobody)
    script = [
        Rule("welcome", press="service.life-certification.title", times=1),
        Rule("read-card", hand="insert-card", times=1),
        Rule("agree", press="agree.accept", times=1),
        Rule("apologise", press="apologise.understood"),
        Rule("try-again", press="try-again.stop"),
        Rule("choose-way", press="choose-way.review"),
        Rule("tell", press="tell.understood"),
        Rule("take-card", hand="take-card"),
    ]
    with terminal(storyteller, script) as running:
        running.await_event(lambda events: "match-face" in asked(events))
        for child in _face_children(running.process.pid):
            child.kill()
        running.await_event(lambda events: "try-again" in asked(events))
        assert running.process.wait(LIMIT_SECONDS) == 0
        assert "visit-ended" in [e["event"] for e in running.events()]


def _face_children(pid: int) -> list[psutil.Process]:
    children = psutil.Process(pid).children(recursive=True)
    return [c for c in children if "drivers.face.child_main:serve" in c.cmdline()]


def test_a_terminal_killed_while_printing_recalls_the_copy_and_never_repeats(
    storyteller: Storyteller,
) -> None:
    storyteller.bench("printer", "pace", seconds=600.0)
    for sheet in storyteller.printed():
        sheet.unlink()
    with terminal(storyteller, script_of("enrolment-certificate")) as running:
        running.await_event(lambda events: "await-sheets" in asked(events))
        storyteller.bench("printer", "fault", name="paper-out")
        running.process.kill()
    storyteller.bench("card-reader", "remove")
    nobody = [Rule("welcome", press="nothing.there")]
    with terminal(storyteller, nobody) as running:
        running.await_event(
            lambda events: "copy-left-open" in [e["event"] for e in events]
        )
        running.await_event(lambda events: "welcoming" in life(events))
        settings = load_settings(storyteller.hall.settings)
        await_condition(lambda: not under_way(settings.printer.uri), LIMIT_SECONDS)
    storyteller.bench("printer", "clear")
    storyteller.bench("printer", "pace", seconds=0.2)
    states = [item["state"] for item in open_items(settings) if item["kind"] == "copy"]
    assert "unknown" in states
    assert first_wrong_line(settings) is None
    assert not storyteller.printed()


def under_way(printer: str) -> list[JobFacts]:
    with Conversation(IppAddress.parse(printer), LIMIT_SECONDS) as talk:
        return jobs(talk, "not-completed")


def asked(events: Events) -> list[str]:
    return [event["ask"] for event in events if event["event"] == "asked"]


def test_the_lights_lead_to_the_reader_and_go_out_with_the_terminal(
    storyteller: Storyteller,
) -> None:
    script = [Rule("welcome", press="service.life-certification.title", times=1)]
    with terminal(storyteller, script) as running:
        running.await_event(lambda events: "read-card" in asked(events))
        running.await_event(lambda _: "card-reader" in shining(storyteller))
        running.process.terminate()
        assert running.process.wait(LIMIT_SECONDS) == 0
    assert shining(storyteller) == {}


def shining(storyteller: Storyteller) -> dict[str, str]:
    told = storyteller.bench("panel", "state")
    assert isinstance(told, dict)
    lights = told["lights"]
    assert isinstance(lights, dict)
    return lights
