"""Nothing of a person outlives the visit: no memory, widget, file, spool or log."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from drivers.simulated.card_holder import CardHolder
from drivers.simulated.centre_register import SimulatedResident
from kiosk.clock import SystemClock
from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.domain.identifier import citizen_check_digit, mask_name, mask_number
from kiosk.domain.resident import Subject
from tests.screens.compact_terminal import CompactTerminal, compact_terminal
from tests.screens.heap_search import forms_of, paths_to
from ui.speech import SilentVoice
from ui.stage import QtStage
from ui.touch import find_button, tap

VISIT_SECONDS, SETTLING_SECONDS = 90.0, 10.0
LONGER_THAN_ANY_PATIENCE = 3600.0
PRESSED = {
    "welcome": "service.enrolment-certificate.title",
    "agree": "agree.accept",
    "preview": "preview.confirm",
    "take-paper": "take-paper.taken",
    "remind": "remind.now",
    "offer-slip": "offer-slip.print",
    "take-slip": "take-slip.taken",
    "tell": "tell.understood",
}


class Parting(StrEnum):
    """How the visit comes to its end, as the log calls it."""

    FINISHED = "done"
    LEFT = "left"
    IDLED = "idle"


class HurriedClock(SystemClock):
    """The machine's clock, which may be put forward."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass(frozen=True)
class Person:
    """Somebody invented, whose traces are looked for."""

    number: str
    name: str
    portrait: bytes

    @property
    def traces(self) -> tuple[str | bytes, ...]:
        """What tells of this person, whole or with its middle hidden."""
        hidden = (mask_name(self.name), mask_number(self.number))
        return (self.number, self.name, self.portrait, *hidden)

    def is_told_by(self, content: bytes) -> bool:
        return any(form in content for form in forms_of(self.traces))

    def at_the_centre(self) -> SimulatedResident:
        due = CertificationState(CertificationStanding.DUE, "pension", None)
        return SimulatedResident(Subject(self.number, self.name), self.portrait, due)


def invent() -> Person:
    """Invent a person that no other test and no showcase knows."""
    seventeen = "510199" + "19560308" + "427"
    portrait = b"\xff\xd8\xff" + bytes(range(100, 200))
    return Person(seventeen + citizen_check_digit(seventeen), "欧阳样本", portrait)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the state directory; temporary files of the process go there, too."""
    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(working))
    return tmp_path


@pytest.mark.parametrize("parting", list(Parting))
def test_nothing_of_a_person_outlives_the_visit(
    parting: Parting,
    raise_stage: Callable[..., QtStage],
    voice: SilentVoice,
    directory: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    person, clock = invent(), HurriedClock()
    with compact_terminal(
        directory,
        lambda: raise_stage((540, 960)),
        residents=(person.at_the_centre(),),
        clock=clock,
    ) as terminal:
        hall = Hall(terminal, clock, voice)
        hall.make_a_visit(person, parting)
        assert hall.endings() == [parting]
        assert bool(terminal.serials()) == (parting is Parting.FINISHED)
        assert hall.settled_memory(person) == ()
        assert [words for words in on_widgets() if tells(person, words)] == []
        assert files_telling_of(person, directory) == []
        assert not tells(person, terminal.log.getvalue() + caplog.text)


@dataclass(frozen=True)
class Hall:
    """A terminal, one person before it, and those who may know the person."""

    terminal: CompactTerminal
    clock: HurriedClock
    voice: SilentVoice

    def make_a_visit(self, person: Person, parting: Parting) -> None:
        """Serve the person until the next one is welcome."""
        self.terminal.face.do("show", portrait=person.portrait)
        self.terminal.face.do("obey")
        self._go_on_until("preview", person)
        # What this test looks for is found while it is still needed.
        assert self.memory(person)
        if parting is Parting.LEFT:
            self._press("foot.leave")
        elif parting is Parting.IDLED:
            self.clock.forward(LONGER_THAN_ANY_PATIENCE)
        else:
            self._press(PRESSED["preview"])
        self._turn_until(lambda: self.terminal.stage.screen.name != "preview")
        self._go_on_until("welcome", person)

    def memory(self, person: Person) -> tuple[str, ...]:
        """Tell where the terminal's memory holds the person."""
        there = self.terminal
        twins = (there.reader, there.face, there.centre, there.printer, there.receipts)
        return paths_to(person.traces, (*twins, self.voice))

    def settled_memory(self, person: Person) -> tuple[str, ...]:
        """Tell the same once workers and widgets have let go of their last task."""
        deadline = time.monotonic() + SETTLING_SECONDS
        while (found := self.memory(person)) and time.monotonic() < deadline:
            self.terminal.turn()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return found

    def endings(self) -> list[str]:
        events = self.terminal.events()
        return [e["ending"] for e in events if e["event"] == "visit-ended"]

    def _go_on_until(self, wanted: str, person: Person) -> None:
        """Do what each screen asks for."""
        former = ""
        deadline = time.monotonic() + VISIT_SECONDS
        while (name := self.terminal.stage.screen.name) != wanted:
            assert time.monotonic() < deadline, name
            if name == "read-card" != former:
                holder = CardHolder(number=person.number, name=person.name)
                self.terminal.reader.insert(holder)
            elif name == "take-card":
                self.terminal.reader.remove()
            elif name in PRESSED:
                self._press(PRESSED[name])
            former = name
            self._turn()

    def _press(self, key: str) -> None:
        stage = self.terminal.stage
        button = find_button(stage, key)
        if button is not None and not stage.screen.is_locked:
            tap(stage.window, button)

    def _turn_until(self, is_reached: Callable[[], bool]) -> None:
        deadline = time.monotonic() + VISIT_SECONDS
        while not is_reached():
            assert time.monotonic() < deadline, self.terminal.stage.screen.name
            self._turn()

    def _turn(self) -> None:
        self.terminal.turn()
        # Workers are threads of this process and want their turn, too.
        time.sleep(0.001)


def tells(person: Person, words: str) -> bool:
    return person.is_told_by(words.encode())


def on_widgets() -> Iterator[str]:
    """Give every text that any widget has: shown, spoken, or as a hint."""
    for widget in QApplication.allWidgets():
        about = widget.metaObject()
        for place in range(about.propertyCount()):
            value = about.property(place).read(widget)
            if isinstance(value, str):
                yield value


def files_telling_of(person: Person, directory: Path) -> list[str]:
    """Name the files that hold a trace, but for the copies the person took along."""
    there = [each for each in directory.rglob("*") if each.is_file()]
    ours = [each for each in there if directory / "tray" not in each.parents]
    assert directory / "store.db" in ours
    return [each.name for each in ours if person.is_told_by(each.read_bytes())]
