"""The host serves one visit after another, and forgets each."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from drivers.simulated.business import SIMULATED_ITEMS
from kiosk.domain.fault import DeviceLost, PaperOut
from kiosk.logs import EventLog
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState
from kiosk.ports.surroundings import Happening, Power, Senses, Tamper
from kiosk.services.catalogue import all_services
from kiosk.terminal.board import Board
from kiosk.terminal.desk import DeskTools
from kiosk.terminal.dispatch import Dispatch
from kiosk.terminal.host import Host, Programme
from kiosk.terminal.life import Life
from kiosk.terminal.stage import (
    Closure,
    IdleWarning,
    OutOfServiceScene,
    Scene,
    ServingScene,
    WelcomeScene,
)
from kiosk.visit import errand, question
from kiosk.visit.ask import Ask
from kiosk.visit.service import Need, Service
from kiosk.work.reply import Happened, Sensed, StatusReported
from tests.hand_clock import HandClock
from tests.rehearsal import ANSWERS, CARD

WIRING = {
    Need.CARD: ("card-reader",),
    Need.FACE: ("face",),
    Need.PRINTER: ("printer",),
    Need.CENTRE: ("centre",),
    Need.RECORDS: ("centre", "envelopes"),
    Need.STORE: ("store",),
    Need.DOCUMENTS: ("documents",),
    Need.SCANNER: ("scanner",),
}
NAMES = [name for names in WIRING.values() for name in names]


@dataclass
class Boards:
    """A stage that keeps what it was shown."""

    scenes: list[Scene] = field(default_factory=list)
    warnings: list[IdleWarning | None] = field(default_factory=list)
    resets: int = 0
    calls: int = 0
    greetings: int = 0

    def show(self, scene: Scene) -> None:
        self.scenes.append(scene)

    def progress(self, step: int, value: object) -> None:
        """Nothing moves on these boards."""

    def warn_idle(self, warning: IdleWarning | None) -> None:
        self.warnings.append(warning)

    def acknowledge_call(self) -> None:
        self.calls += 1

    def greet(self) -> None:
        self.greetings += 1

    def reset_comfort(self) -> None:
        self.resets += 1


class Hall:
    """A host with everything around it in reach of the test."""

    def __init__(
        self,
        services: Sequence[Service] = all_services(),
        late: frozenset[str] = frozenset(),
    ) -> None:
        self.clock = HandClock()
        self.stage = Boards()
        self.log = io.StringIO()
        self.gave_up: list[bool] = []
        tools = DeskTools(
            instant={
                errand.NameDeed: lambda _ask: "0198c0de-0000-7000-8000-000000000001",
                errand.ReadClock: lambda _ask: self.clock.now(),
            },
            board=Board(NAMES, grace_seconds=2),
            dispatch=Dispatch({}, self.clock),
            stage=self.stage,
            clock=self.clock,
            log=EventLog(self.log, self.clock),
            contact_reader="card-reader",
            give_up=lambda: self.gave_up.append(True),
        )
        self.host = Host(Programme(services, WIRING, late=late), tools)
        self.host.begin()

    def all_online(self, *but: str) -> None:
        for name in NAMES:
            if name not in but:
                self.tell(name, DeviceStatus(DeviceState.ONLINE))

    def closures(self) -> dict[str, tuple[Closure, ...]]:
        assert isinstance(self.scene, WelcomeScene), self.scene
        return {offer.key: offer.closures for offer in self.scene.offers}

    def tell(self, name: str, status: DeviceStatus) -> None:
        self.host.receive(StatusReported(name, status))

    def happen(self, happening: Happening) -> None:
        self.host.receive(Happened("panel", happening))

    def sense(self, senses: Senses) -> None:
        self.host.receive(Sensed("panel", senses))

    def card(self, media: MediaState) -> None:
        self.tell("card-reader", DeviceStatus(DeviceState.ONLINE, media=media))

    @property
    def scene(self) -> Scene:
        return self.stage.scenes[-1]

    @property
    def ask(self) -> Ask[Any]:
        assert isinstance(self.scene, ServingScene), self.scene
        return self.scene.ask

    def answer(self, value: object) -> None:
        assert isinstance(self.scene, ServingScene)
        self.host.answer(self.scene.step, value)

    def until(self, stop: Callable[[Ask[Any]], bool] = lambda _ask: False) -> None:
        while isinstance(self.scene, ServingScene) and not stop(self.scene.ask):
            told = ANSWERS[type(self.scene.ask)]
            self.answer(told(self.scene.ask) if callable(told) else told)

    def until_asked(self, kind: type[Ask[Any]]) -> None:
        self.until(lambda ask: isinstance(ask, kind))
        assert isinstance(self.ask, kind)

    def events(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


@pytest.fixture
def hall() -> Hall:
    made = Hall()
    made.all_online()
    made.host.choose("enrolment-certificate")
    return made


def test_it_welcomes_only_when_the_devices_have_spoken() -> None:
    hall = Hall()
    assert hall.host.life is Life.STARTING
    hall.all_online()
    assert hall.host.life is Life.WELCOMING
    assert isinstance(hall.scene, WelcomeScene)


def test_a_late_device_is_not_waited_for_and_says_that_it_gets_ready() -> None:
    hall = Hall(late=frozenset({"face"}))
    hall.all_online("face")
    assert hall.closures()["life-certification"] == (Closure.STARTING,)
    assert hall.closures()["information"] == ()
    assert not hall.host.is_whole
    hall.host.choose("life-certification")
    assert hall.host.life is Life.WELCOMING
    hall.tell("face", DeviceStatus(DeviceState.ONLINE))
    assert hall.closures()["life-certification"] == ()
    assert hall.host.is_whole


def test_it_welcomes_nobody_while_all_that_works_is_still_to_come() -> None:
    certification = [s for s in all_services() if s.key == "life-certification"]
    hall = Hall(certification, late=frozenset({"face"}))
    hall.all_online("face")
    assert hall.host.life is Life.STARTING
    hall.tell("face", DeviceStatus(DeviceState.NO_DEVICE))
    assert hall.scene == OutOfServiceScene((Closure.NO_CAMERA,))


def test_an_item_chosen_by_name_is_served_at_itself() -> None:
    hall = Hall()
    hall.all_online()
    hall.host.choose("business-item", "PR-07")
    hall.answer(SIMULATED_ITEMS)
    assert isinstance(hall.ask, question.ReadCard)


def test_without_anything_it_says_why_and_comes_back_by_itself() -> None:
    hall = Hall()
    for name in NAMES:
        hall.tell(name, DeviceStatus(DeviceState.NO_DEVICE))
    assert isinstance(hall.scene, OutOfServiceScene)
    assert Closure.NO_READER in hall.scene.closures
    hall.all_online()
    assert isinstance(hall.scene, WelcomeScene)


def test_a_lost_printer_closes_printing_and_not_life_certification() -> None:
    hall = Hall()
    hall.all_online()
    hall.tell("printer", DeviceStatus(DeviceState.OFFLINE))
    hall.clock.forward(3)
    hall.host.tick()
    assert isinstance(hall.scene, WelcomeScene)
    closures = {offer.key: offer.closures for offer in hall.scene.offers}
    assert closures["enrolment-certificate"] == (Closure.NO_PRINTER,)
    assert closures["life-certification"] == ()
    hall.host.choose("enrolment-certificate")
    assert hall.host.life is Life.WELCOMING


def test_a_whole_visit_ends_on_the_welcome_screen_and_resets_everything(
    hall: Hall,
) -> None:
    hall.until()
    assert isinstance(hall.scene, WelcomeScene)
    assert hall.stage.resets == 1
    assert hall.host.life is Life.WELCOMING


def test_the_log_names_asks_and_never_answers(hall: Hall) -> None:
    hall.until()
    text = hall.log.getvalue()
    assert '"ask": "read-card"' in text
    for secret in (CARD.number, CARD.name, CARD.number[6:14]):
        assert secret not in text


def test_an_answer_to_an_earlier_question_is_dropped(hall: Hall) -> None:
    assert isinstance(hall.scene, ServingScene)
    earlier = hall.scene.step
    hall.answer(CARD)
    shown = len(hall.stage.scenes)
    hall.host.answer(earlier, CARD)
    assert len(hall.stage.scenes) == shown


def test_a_pulled_card_ends_the_visit_with_a_word(hall: Hall) -> None:
    hall.card(MediaState.PRESENT)
    hall.answer(CARD)
    hall.card(MediaState.NOT_PRESENT)
    assert hall.ask == question.Apologise("card-removed")
    hall.until()
    assert isinstance(hall.scene, WelcomeScene)


def test_a_card_pulled_while_pages_are_printed_changes_nothing(hall: Hall) -> None:
    hall.card(MediaState.PRESENT)
    hall.until_asked(errand.AwaitSheets)
    hall.card(MediaState.NOT_PRESENT)
    assert isinstance(hall.ask, errand.AwaitSheets)
    hall.host.leave()
    assert isinstance(hall.ask, errand.AwaitSheets)


@pytest.mark.parametrize("service", ["life-certification", "enrolment-certificate"])
def test_a_card_pulled_while_a_deed_is_recorded_loses_no_deed(service: str) -> None:
    """The store's thread may be busy with the line for seconds."""
    hall = Hall()
    hall.all_online()
    hall.host.choose(service)
    hall.card(MediaState.PRESENT)
    hall.until_asked(errand.Record)
    hall.card(MediaState.NOT_PRESENT)
    hall.host.leave()
    assert isinstance(hall.ask, errand.Record)
    hall.answer(None)
    assert hall.ask != question.Apologise("card-removed")


def test_leaving_with_the_card_inside_reminds_of_it_until_it_is_taken(
    hall: Hall,
) -> None:
    hall.card(MediaState.PRESENT)
    hall.answer(CARD)
    hall.host.leave()
    assert isinstance(hall.ask, question.TakeCard)
    hall.host.leave()
    hall.clock.forward(3600)
    hall.host.tick()
    assert isinstance(hall.ask, question.TakeCard)
    hall.card(MediaState.NOT_PRESENT)
    hall.answer(None)
    assert isinstance(hall.scene, WelcomeScene)


def test_an_idle_visit_is_warned_and_then_erased(hall: Hall) -> None:
    hall.clock.forward(91)
    hall.host.tick()
    assert hall.stage.warnings[-1] == IdleWarning(19)
    hall.host.touched()
    assert hall.stage.warnings[-1] is None
    hall.clock.forward(111)
    hall.host.tick()
    assert isinstance(hall.scene, WelcomeScene)
    endings = [event["ending"] for event in hall.events() if "ending" in event]
    assert endings == ["idle"]


def test_paper_nobody_takes_is_settled_as_unknown(hall: Hall) -> None:
    hall.until_asked(question.TakePaper)
    hall.clock.forward(81)
    hall.host.tick()
    assert isinstance(hall.ask, errand.SettleCopy)
    assert hall.ask.state == "unknown"


def test_a_bug_in_a_service_erases_the_visit_and_is_logged_without_data() -> None:
    async def converse() -> None:
        card = await question.ReadCard()
        message = f"cannot handle {card.number}"
        raise RuntimeError(message)

    hall = Hall([Service("broken", frozenset({Need.CARD}), converse)])
    hall.all_online()
    hall.host.choose("broken")
    hall.answer(CARD)
    assert hall.ask == question.Apologise("bug")
    hall.answer(None)
    assert isinstance(hall.scene, WelcomeScene)
    assert "RuntimeError in" in hall.log.getvalue()
    assert CARD.number not in hall.log.getvalue()


def test_closing_everything_waits_for_the_visit_to_end(hall: Hall) -> None:
    for name in NAMES:
        hall.tell(name, DeviceStatus(DeviceState.NO_DEVICE))
    hall.clock.forward(5)
    hall.host.tick()
    assert hall.host.life is Life.SERVING
    hall.host.leave()
    assert isinstance(hall.scene, OutOfServiceScene)


def test_the_call_button_is_the_call_on_the_screen(hall: Hall) -> None:
    hall.happen(Happening.CALL_PRESSED)
    told = [event["event"] for event in hall.events()]
    assert told.count("staff-called") == 1
    assert hall.stage.calls == 1


def test_who_left_is_asked_for_and_only_time_ends_the_visit(hall: Hall) -> None:
    hall.happen(Happening.PERSON_LEFT)
    assert hall.stage.warnings[-1] == IdleWarning(20)
    assert isinstance(hall.ask, question.ReadCard)
    hall.happen(Happening.PERSON_CAME)
    assert hall.stage.warnings[-1] is None
    hall.happen(Happening.PERSON_LEFT)
    hall.clock.forward(20)
    hall.host.tick()
    assert isinstance(hall.scene, WelcomeScene)


def test_a_flickering_sensor_neither_ends_nor_lengthens_a_visit(hall: Hall) -> None:
    for _ in range(30):
        hall.clock.forward(3)
        hall.happen(Happening.PERSON_LEFT)
        hall.happen(Happening.PERSON_CAME)
        assert isinstance(hall.ask, question.ReadCard)
    hall.clock.forward(20)
    hall.host.tick()
    assert isinstance(hall.scene, WelcomeScene)


def test_who_comes_is_greeted_only_where_nobody_is_served(hall: Hall) -> None:
    hall.happen(Happening.PERSON_CAME)
    assert hall.stage.greetings == 0
    hall.host.leave()
    hall.happen(Happening.PERSON_CAME)
    assert hall.stage.greetings == 1


def test_low_battery_finishes_the_visit_and_lets_none_begin(hall: Hall) -> None:
    hall.sense(Senses(power=Power.LOW))
    hall.happen(Happening.BATTERY_LOW)
    hall.until_asked(question.TakePaper)
    hall.until()
    assert isinstance(hall.scene, OutOfServiceScene)
    assert hall.scene.closures == (Closure.BATTERY_LOW,)
    hall.host.choose("enrolment-certificate")
    assert hall.host.life is Life.OUT_OF_SERVICE
    hall.sense(Senses(power=Power.MAINS))
    assert isinstance(hall.scene, WelcomeScene)


def test_tampering_ends_a_visit_without_a_deed_in_words(hall: Hall) -> None:
    hall.answer(CARD)
    hall.sense(Senses(tamper=Tamper.TAMPERED))
    hall.happen(Happening.TAMPERED)
    assert hall.ask == question.Apologise("tampered")
    hall.until()
    assert isinstance(hall.scene, OutOfServiceScene)
    assert Closure.TAMPERED in hall.scene.closures


def test_tampering_lets_a_begun_deed_come_to_its_end(hall: Hall) -> None:
    hall.until_asked(errand.IssueCertificate)
    hall.sense(Senses(tamper=Tamper.TAMPERED))
    hall.happen(Happening.TAMPERED)
    assert isinstance(hall.ask, errand.IssueCertificate)
    hall.until_asked(question.TakePaper)
    hall.until()
    assert isinstance(hall.scene, OutOfServiceScene)
    assert hall.events()[-1]["state"] == "out-of-service"


def test_a_cut_line_does_not_help_who_tampered(hall: Hall) -> None:
    hall.host.leave()
    hall.sense(Senses(tamper=Tamper.TAMPERED))
    hall.sense(Senses())
    assert isinstance(hall.scene, OutOfServiceScene)
    hall.sense(Senses(tamper=Tamper.SOUND))
    assert isinstance(hall.scene, WelcomeScene)


@pytest.mark.parametrize("happening", list(Happening))
def test_everything_that_happens_has_its_line(hall: Hall, happening: Happening) -> None:
    hall.happen(happening)
    told = [event for event in hall.events() if event["event"] == "happened"]
    assert [event["happening"] for event in told] == [happening]


def test_faults_pickle_with_their_facts() -> None:
    import pickle  # noqa: PLC0415 - only this test needs it

    for fault in (DeviceLost(part="x"), PaperOut()):
        assert pickle.loads(pickle.dumps(fault)) == fault  # noqa: S301 - our own
