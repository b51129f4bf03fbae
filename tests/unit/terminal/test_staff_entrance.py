"""Staff come in by handshake: a visit ends first, and a pulled card locks out."""

from __future__ import annotations

import io
import json

import pytest

from kiosk.diagnostics import errand as work
from kiosk.diagnostics import upkeep
from kiosk.diagnostics.session import STAFF_SERVICE
from kiosk.diagnostics.sheet import ShowSheet
from kiosk.diagnostics.sign_in import PresentWorkCard
from kiosk.domain.fault import ForeignCard
from kiosk.domain.profile import TerminalProfile
from kiosk.domain.staff import StaffRole, StaffSession
from kiosk.logs import EventLog
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState
from kiosk.ports.logbook import SignInStanding, StatusNote
from kiosk.ports.staff_card import StaffBadge
from kiosk.ports.store import CopyState
from kiosk.services.catalogue import all_services
from kiosk.terminal.board import Board
from kiosk.terminal.desk import DeskTools
from kiosk.terminal.dispatch import Dispatch
from kiosk.terminal.door import KNOCK_TICKET, RECALL_TICKET, Entrance
from kiosk.terminal.host import Host, Programme
from kiosk.terminal.life import Life
from kiosk.terminal.stage import Closure, OutOfServiceScene, ServingScene, WelcomeScene
from kiosk.visit import errand, question
from kiosk.visit.staffing import EnterPin, TypedPin
from kiosk.work.reply import Answered, Failed
from tests.hand_clock import HandClock
from tests.unit.terminal.test_host import NAMES, WIRING, Boards, Hall

BADGE = StaffBadge("T3001", StaffRole.TECHNICIAN, "石样本", b"", 3)
SESSION = StaffSession("T3001", StaffRole.TECHNICIAN)
ONLINE = DeviceStatus(DeviceState.ONLINE)


class StaffedHall(Hall):
    """A hall whose reader is looked at when a card comes."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.stage = Boards()
        self.log = io.StringIO()
        self.knocks = 0
        self.departures = 0
        self.notes: list[StatusNote] = []
        self.board = Board(NAMES, grace_seconds=2)
        tools = DeskTools(
            instant={
                errand.NameDeed: lambda _ask: "0198c0de-0000-7000-8000-000000000001",
                errand.ReadClock: lambda _ask: self.clock.now(),
                work.LookAtBoard: lambda _ask: work.BoardView(()),
                work.Pause: self._pause,
                work.ServeNext: lambda ask: self.host.serve_next(ask.service),
            },
            board=self.board,
            dispatch=Dispatch({}, self.clock),
            stage=self.stage,
            clock=self.clock,
            log=EventLog(self.log, self.clock),
            contact_reader="card-reader",
            give_up=lambda: None,
        )
        entrance = Entrance(STAFF_SERVICE, self._knock, self._left)
        programme = Programme(
            all_services(),
            WIRING,
            entrance,
            self.notes.append,
            lambda choices: setattr(self.board, "is_paused", "paused" in choices),
        )
        self.host = Host(programme, tools)
        self.host.begin()
        self.all_online()

    def _knock(self) -> None:
        self.knocks += 1

    def _left(self) -> None:
        self.departures += 1

    def _pause(self, ask: work.Pause) -> None:
        self.board.is_paused = ask.is_paused

    def insert_staff_card(self) -> None:
        self.card(MediaState.PRESENT)
        self.host.receive(Answered(KNOCK_TICKET, BADGE))

    def sign_in(self, session: StaffSession = SESSION) -> None:
        for value in (BADGE, SignInStanding(), TypedPin("482913"), None, session, None):
            self.answer(value)


@pytest.fixture
def hall() -> StaffedHall:
    return StaffedHall()


def test_a_staff_card_at_the_welcome_screen_opens_the_staff_entrance(
    hall: StaffedHall,
) -> None:
    hall.insert_staff_card()
    assert hall.knocks == 1
    assert hall.host.life is Life.MAINTENANCE
    assert isinstance(hall.ask, PresentWorkCard)
    hall.sign_in()
    assert isinstance(hall.ask, ShowSheet)
    assert hall.ask.topic == "board"


def test_a_residents_card_at_the_welcome_screen_changes_nothing(
    hall: StaffedHall,
) -> None:
    hall.card(MediaState.PRESENT)
    hall.host.receive(Failed(KNOCK_TICKET, ForeignCard()))
    assert isinstance(hall.scene, WelcomeScene)
    hall.card(MediaState.NOT_PRESENT)
    hall.card(MediaState.PRESENT)
    hall.host.receive(Answered(KNOCK_TICKET, None))
    assert hall.host.life is Life.WELCOMING
    assert hall.knocks == 2


def test_where_the_profile_says_so_no_staff_card_opens_the_entrance(
    hall: StaffedHall,
) -> None:
    hall.board.allow((), frozenset(), TerminalProfile("shut", may_diagnose=False))
    hall.card(MediaState.PRESENT)
    hall.host.call_technician()
    assert hall.knocks == 0
    assert isinstance(hall.scene, WelcomeScene)


def test_a_call_for_the_technician_waits_for_the_end_of_the_visit(
    hall: StaffedHall,
) -> None:
    hall.host.choose("enrolment-certificate")
    hall.host.call_technician()
    assert isinstance(hall.ask, question.ReadCard)
    hall.host.leave()
    assert hall.host.life is Life.MAINTENANCE
    assert isinstance(hall.ask, PresentWorkCard)


def test_a_call_that_nobody_followed_is_forgotten(hall: StaffedHall) -> None:
    hall.host.choose("enrolment-certificate")
    hall.host.call_technician()
    hall.clock.forward(601)
    hall.host.leave()
    assert isinstance(hall.scene, WelcomeScene)


def test_no_card_is_looked_at_while_a_resident_is_served(hall: StaffedHall) -> None:
    hall.host.choose("enrolment-certificate")
    hall.card(MediaState.PRESENT)
    assert hall.knocks == 0


def test_a_pulled_card_locks_out_at_once_and_leaves_nothing_open(
    hall: StaffedHall,
) -> None:
    hall.insert_staff_card()
    hall.sign_in()
    hall.answer("works")
    hall.card(MediaState.NOT_PRESENT)
    hall.until()
    assert hall.host.life is Life.WELCOMING
    assert hall.departures == 1
    endings = [event.get("ending") for event in hall.events()]
    assert "card-taken" in endings


def test_a_card_pulled_in_mid_deed_locks_out_at_the_next_step(
    hall: StaffedHall,
) -> None:
    hall.insert_staff_card()
    hall.sign_in()
    copy = upkeep.OpenCopy("2026-000042-01", 1, hall.clock.now(), CopyState.UNKNOWN)
    for value in ("works", "work.copies", upkeep.QueueView((copy,)), copy.serial):
        hall.answer(value)
    hall.answer("copy-taken")
    assert isinstance(hall.ask, errand.SettleCopy)
    hall.card(MediaState.NOT_PRESENT)
    assert isinstance(hall.ask, errand.SettleCopy)  # what was begun is ended
    hall.answer(None)
    assert isinstance(hall.ask, errand.Record)  # and told of
    hall.answer(None)
    assert isinstance(hall.ask, question.Apologise)
    hall.answer(None)
    assert hall.host.life is Life.WELCOMING


def test_staff_who_stand_idle_are_signed_out(hall: StaffedHall) -> None:
    hall.insert_staff_card()
    hall.sign_in()
    hall.clock.forward(ShowSheet.patience_seconds or 0)
    hall.host.tick()
    hall.clock.forward(60)
    hall.host.tick()
    assert isinstance(hall.ask, question.TakeCard)
    hall.card(MediaState.NOT_PRESENT)
    hall.answer(None)
    assert hall.host.life is Life.WELCOMING


def test_a_pulled_card_before_the_pin_is_no_session(hall: StaffedHall) -> None:
    hall.insert_staff_card()
    hall.answer(BADGE)
    hall.answer(SignInStanding())
    assert isinstance(hall.ask, EnterPin)
    hall.card(MediaState.NOT_PRESENT)
    assert isinstance(hall.ask, EnterPin)
    hall.host.leave()
    assert hall.departures == 1


def test_staff_come_in_while_the_terminal_is_out_of_service(
    hall: StaffedHall,
) -> None:
    for name in {*NAMES} - {"card-reader"}:
        hall.tell(name, DeviceStatus(DeviceState.HARDWARE_ERROR))
    hall.clock.forward(10)
    hall.host.tick()
    assert isinstance(hall.scene, OutOfServiceScene)
    hall.insert_staff_card()
    assert hall.host.life is Life.MAINTENANCE


def test_a_paused_terminal_is_closed_until_it_is_opened_again(
    hall: StaffedHall,
) -> None:
    hall.insert_staff_card()
    hall.sign_in(StaffSession("S1001", StaffRole.CLERK))
    for value in ("pause", None, None):
        hall.answer(value)
    hall.host.leave()
    hall.card(MediaState.NOT_PRESENT)
    hall.until()
    assert hall.scene == OutOfServiceScene((Closure.PAUSED,))


def test_a_terminal_that_was_paused_starts_paused(hall: StaffedHall) -> None:
    hall.host.receive(Answered(RECALL_TICKET, {"paused": "yes"}))
    assert hall.scene == OutOfServiceScene((Closure.PAUSED,))


def test_a_service_begun_for_a_resident_opens_when_staff_have_left(
    hall: StaffedHall,
) -> None:
    hall.insert_staff_card()
    hall.sign_in(StaffSession("S1001", StaffRole.CLERK))
    hall.host.serve_next("life-certification")
    hall.host.leave()
    hall.card(MediaState.NOT_PRESENT)
    hall.answer(None)
    assert isinstance(hall.scene, ServingScene)
    assert hall.scene.service == "life-certification"


def test_changes_of_devices_are_remembered_once_and_cards_are_not(
    hall: StaffedHall,
) -> None:
    before = len(hall.notes)
    hall.card(MediaState.PRESENT)
    hall.card(MediaState.NOT_PRESENT)
    assert len(hall.notes) == before
    hall.tell("printer", DeviceStatus(DeviceState.OFFLINE, cause="device-lost"))
    for _ in range(3):
        hall.clock.forward(5)
        hall.host.tick()
    (note,) = hall.notes[before:]
    assert (note.device, note.state, note.told) == ("printer", "offline", "device-lost")


def test_neither_pin_nor_staff_number_is_in_the_log(hall: StaffedHall) -> None:
    hall.insert_staff_card()
    hall.sign_in()
    told = json.dumps(hall.events())
    assert "482913" not in told
    assert "T3001" not in told
