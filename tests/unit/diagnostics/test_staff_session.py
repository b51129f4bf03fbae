"""What staff may see and do, led through the real conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from kiosk.diagnostics import errand, upkeep
from kiosk.diagnostics.attendant import attend_hall
from kiosk.diagnostics.device_test import HearTone
from kiosk.diagnostics.identity_work import TypeCode
from kiosk.diagnostics.right import ATTENDANTS, TECHNICIANS
from kiosk.diagnostics.session import look_after
from kiosk.diagnostics.sheet import BACK, ShowSheet, Told, Tone, plain
from kiosk.diagnostics.test_list import TESTS
from kiosk.diagnostics.touch_work import TARGETS, TryCalibration
from kiosk.diagnostics.work import WORKS
from kiosk.domain.calibration import Calibration, Spot, Touch
from kiosk.domain.fault import (
    CentreUnreachable,
    Fault,
    StoreFault,
    UpdateRefused,
)
from kiosk.domain.staff import StaffRole, StaffSession
from kiosk.ports.store import CopyState
from kiosk.ports.surroundings import Power, Senses
from kiosk.visit.ask import Ask
from kiosk.visit.conversation import Conversation
from kiosk.visit.errand import NameDeed, Record, SettleCopy
from kiosk.visit.service import Service
from ui.technician.showcase import ANSWERS

ENGINEER = StaffSession("E2001", StaffRole.ENGINEER)
TECHNICIAN = StaffSession("T3001", StaffRole.TECHNICIAN)
HEARD_NOTHING = False
CLERK = StaffSession("S1001", StaffRole.CLERK)
OWN = {
    NameDeed: "0198c0de-0000-7000-8000-000000000002",
    Record: None,
    SettleCopy: None,
    errand.Pause: None,
    errand.ServeNext: None,
    upkeep.ReviveDeed: None,
    errand.UseCalibration: None,
}


class Staffed:
    """A conversation with staff; machines answer at once, people by choice."""

    def __init__(
        self,
        converse: Callable[[StaffSession], Any],
        session: StaffSession,
        answers: Mapping[Any, object] | None = None,
    ) -> None:
        self.answers: dict[Any, object] = {**ANSWERS, **OWN, **(answers or {})}
        self.asked: list[Ask[Any]] = []
        self.conversation = Conversation(partial(converse, session))
        self.conversation.start()
        self._go_on()

    def choose(self, *choices: object) -> Ask[Any] | None:
        for choice in choices:
            self.conversation.answer(choice)
            self._go_on()
        return self.conversation.ask

    @property
    def sheet(self) -> ShowSheet:
        assert isinstance(self.conversation.ask, ShowSheet), self.conversation.ask
        return self.conversation.ask

    def of(self, kind: type[Ask[Any]]) -> list[Ask[Any]]:
        return [ask for ask in self.asked if isinstance(ask, kind)]

    def _go_on(self) -> None:
        while (ask := self.conversation.ask) is not None:
            if type(ask) not in self.answers:
                return
            self.asked.append(ask)
            answer = self.answers[type(ask)]
            if isinstance(answer, Fault):
                self.conversation.fail(answer)
            else:
                self.conversation.answer(answer)


def test_the_board_shows_what_is_broken_first() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    tones = [row.tone for row in staffed.sheet.rows]
    assert tones[:2] == [Tone.TROUBLE, Tone.TROUBLE]
    assert Tone.TROUBLE not in tones[2:]


def test_a_device_tells_cause_steps_effect_and_its_past_week() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    staffed.choose("device.printer")
    keys = [row.title.key for row in staffed.sheet.rows]
    assert "knowledge.paper-out.title" in keys
    assert "technician.closes" in keys
    assert keys.count("technician.plain") == 2  # two changes in the past week
    assert staffed.choose(BACK) == staffed.conversation.ask
    assert staffed.sheet.topic == "board"


def test_findings_are_sorted_and_lead_to_advice() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    staffed.choose("examine")
    tones = [row.tone for row in staffed.sheet.rows]
    assert tones[:2] == [Tone.TROUBLE, Tone.WARNING]
    staffed.choose("probe.camera")
    assert staffed.sheet.rows[0].title == Told("knowledge.camera-dark.title")


def test_a_test_that_passed_is_kept_with_its_person_and_figures() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    staffed.choose("tests", "test.card")
    assert staffed.of(errand.NoteWork) == [
        errand.NoteWork(TECHNICIAN, "test", "card", "passed", "read-time 0.21 s")
    ]
    assert staffed.sheet.rows[0].tone is Tone.GOOD


def test_a_fault_in_a_test_is_a_failed_test_and_never_ends_the_session() -> None:
    gone = {errand.ReadBadgeAgain: CentreUnreachable()}
    staffed = Staffed(look_after, TECHNICIAN, gone)
    staffed.choose("tests", "test.card")
    (noted,) = staffed.of(errand.NoteWork)
    assert isinstance(noted, errand.NoteWork)
    assert noted.outcome == "failed"
    assert staffed.sheet.rows[1].title.key == "knowledge.centre-unreachable.title"
    staffed.choose(BACK)
    assert staffed.sheet.topic == "tests"


def test_a_person_decides_by_ear() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    assert isinstance(staffed.choose("tests", "test.sound"), HearTone)
    staffed.choose(HEARD_NOTHING)
    (noted,) = staffed.of(errand.NoteWork)
    assert isinstance(noted, errand.NoteWork)
    assert (noted.subject, noted.outcome) == ("sound", "failed")


def test_a_power_cut_that_the_panel_does_not_see_fails() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    staffed.choose("tests", "test.power", "done", "done")
    assert staffed.sheet.rows[1].title.key == "knowledge.battery-unseen.title"
    on_battery = {errand.ReadSenses: Senses(power=Power.BATTERY)}
    staffed = Staffed(look_after, TECHNICIAN, on_battery)
    staffed.choose("tests", "test.power", "done")
    assert staffed.sheet.rows[0].tone is Tone.TROUBLE


def test_the_board_stands_though_the_store_is_gone() -> None:
    store = StoreFault(part="store")
    gone = {errand.ReadTests: store, errand.ReadHistory: store, errand.NoteWork: store}
    staffed = Staffed(look_after, TECHNICIAN, gone)
    staffed.choose("device.printer", BACK, "tests", "test.card")
    assert staffed.sheet.topic == "result"


@pytest.mark.parametrize("fate", ["copy-taken", "copy-void"])
def test_an_unknown_print_is_settled_here_and_told_to_the_centre(fate: str) -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    staffed.choose("works", "work.copies", "2026-000042-01", fate)
    state = {"copy-taken": CopyState.TAKEN, "copy-void": CopyState.FAILED}[fate]
    assert staffed.of(SettleCopy) == [SettleCopy("2026-000042-01", state)]
    (recorded,) = staffed.of(Record)
    assert isinstance(recorded, Record)
    assert recorded.deed.payload == {"serial": "2026-000042-01", "state": str(state)}


def test_a_refused_deed_is_sent_again_only_when_a_person_says_so() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    letter = "0198c0de-0000-7000-8000-000000000001"
    staffed.choose("works", "work.letters", letter, BACK)
    assert staffed.of(upkeep.ReviveDeed) == []
    staffed.choose(letter, "send-again")
    assert staffed.of(upkeep.ReviveDeed) == [upkeep.ReviveDeed(letter)]


def test_work_that_cannot_be_done_is_told_and_the_session_goes_on() -> None:
    gone = {upkeep.SurveyQueue: StoreFault(part="store")}
    staffed = Staffed(look_after, TECHNICIAN, gone)
    staffed.choose("works", "work.copies")
    assert staffed.sheet.topic == "trouble"
    staffed.choose(BACK)
    assert staffed.sheet.topic == "works"


def test_only_engineers_move_the_terminal_or_shut_it_down() -> None:
    for session, expected in ((TECHNICIAN, False), (ENGINEER, True)):
        staffed = Staffed(look_after, session)
        staffed.choose("works")
        choices = [row.choice for row in staffed.sheet.rows]
        assert ("work.location" in choices) is expected
        staffed.choose("work.end")
        ends = [row.choice for row in staffed.sheet.rows]
        assert ("shut-down" in ends) is expected


def test_a_version_is_changed_only_after_a_second_yes() -> None:
    staffed = Staffed(look_after, ENGINEER, {upkeep.ChangeVersion: "1.4.0"})
    staffed.choose("works", "work.update", "install.1.4.0", BACK)
    assert staffed.of(upkeep.ChangeVersion) == []
    staffed.choose("install.1.4.0", "take-version")
    wish = upkeep.ChangeVersion(upkeep.VersionWish.INSTALL, "1.4.0")
    assert staffed.of(upkeep.ChangeVersion) == [wish]
    noted = errand.NoteWork(ENGINEER, "work", "install-version", "done", "1.4.0")
    assert noted in staffed.asked


def test_a_refused_version_is_told_with_its_reason() -> None:
    refused = {upkeep.ChangeVersion: UpdateRefused(reason="expired")}
    staffed = Staffed(look_after, ENGINEER, refused)
    staffed.choose("works", "work.update", "fetch-version")
    assert staffed.sheet.topic == "trouble"
    assert staffed.sheet.rows[1].line == plain("expired")


def test_a_terminal_from_a_checkout_has_no_version_to_change() -> None:
    none = {upkeep.SurveyVersions: upkeep.VersionsView()}
    staffed = Staffed(look_after, ENGINEER, none)
    staffed.choose("works", "work.update")
    assert [option.choice for option in staffed.sheet.options] == [BACK]


SHIFTED = tuple(Touch(at, Spot(at.x * 0.9 + 0.05, at.y * 0.8)) for at in TARGETS)


def test_a_calibration_is_kept_only_when_it_lets_itself_be_touched() -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    staffed.choose("works", "work.calibrate", "touch-targets", SHIFTED)
    assert isinstance(staffed.conversation.ask, TryCalibration)
    staffed.choose(False, BACK)  # noqa: FBT003 - nobody touched the button
    assert staffed.of(errand.UseCalibration) == []
    staffed.choose("work.calibrate", "touch-targets", SHIFTED, True)  # noqa: FBT003
    (used,) = staffed.of(errand.UseCalibration)
    assert isinstance(used, errand.UseCalibration)
    assert used.calibration.rest(SHIFTED) < 0.001
    assert errand.Keep("touch", used.calibration.text) in staffed.asked


@pytest.mark.parametrize(
    "missed", [(), SHIFTED[:2], (*SHIFTED[:4], Touch(TARGETS[0], Spot(0.4, 0.9)))]
)
def test_touches_beside_the_targets_change_nothing(missed: tuple[Touch, ...]) -> None:
    staffed = Staffed(look_after, TECHNICIAN)
    staffed.choose("works", "work.calibrate", "touch-targets", missed)
    assert staffed.sheet.rows[0].title.key == "technician.calibrate.missed"
    assert staffed.of(errand.Keep) == []


def test_a_calibration_can_be_taken_back() -> None:
    kept = {errand.ReadKept: {"touch": "0.9 0.0 0.05 0.0 0.8 0.0"}}
    staffed = Staffed(look_after, TECHNICIAN, kept)
    staffed.choose("works", "work.calibrate", "forget-calibration", True)  # noqa: FBT003
    assert errand.Keep("touch", "") in staffed.asked
    assert staffed.of(errand.UseCalibration) == [errand.UseCalibration(Calibration())]


def test_a_code_that_can_be_none_is_asked_for_again_and_leaving_changes_nothing() -> (
    None
):
    staffed = Staffed(look_after, ENGINEER)
    staffed.choose("works", "work.identity", "type-code")
    assert staffed.conversation.ask == TypeCode(was_wrong=False)
    assert staffed.choose("U" * 20) == TypeCode(was_wrong=True)
    staffed.choose("")
    assert staffed.sheet.topic == "works"
    assert staffed.of(upkeep.EnrolAnew) == []


def test_after_enrolling_the_program_starts_anew_with_the_new_identity() -> None:
    staffed = Staffed(look_after, ENGINEER, {upkeep.RestartProgram: None})
    staffed.choose("works", "work.identity", "type-code", "7K3M" * 5)
    assert staffed.of(upkeep.EnrolAnew) == [upkeep.EnrolAnew("7K3M" * 5)]
    assert "7K3M" not in repr(staffed.asked)
    staffed.choose("restart-now")
    assert len(staffed.of(upkeep.RestartProgram)) == 1


def test_a_code_for_another_terminal_is_told_and_nothing_restarts() -> None:
    staffed = Staffed(look_after, ENGINEER, {upkeep.EnrolAnew: "hall-002-01"})
    staffed.choose("works", "work.identity", "type-code", "7K3M" * 5)
    assert staffed.sheet.rows[0].title.key == "technician.identity.foreign"
    staffed.choose(BACK)
    assert staffed.sheet.topic == "works"


def test_an_attendant_pauses_and_opens_again_and_it_is_written_down() -> None:
    staffed = Staffed(attend_hall, CLERK)
    staffed.choose("pause")
    assert staffed.of(errand.Pause) == [errand.Pause(is_paused=True)]
    assert errand.Keep("paused", "yes") in staffed.asked
    (noted,) = staffed.of(errand.NoteWork)
    assert isinstance(noted, errand.NoteWork)
    assert (noted.session, noted.subject) == (CLERK, "pause")


def test_an_attendant_begins_a_service_for_a_resident_and_leaves() -> None:
    staffed = Staffed(attend_hall, CLERK)
    staffed.choose("help")
    assert [row.choice for row in staffed.sheet.rows] == [
        "serve.life-certification",
        "",
    ]
    assert staffed.choose("serve.life-certification") is None
    assert staffed.of(errand.ServeNext) == [errand.ServeNext("life-certification")]


def test_the_queue_tells_counts_and_no_number_of_anybody() -> None:
    staffed = Staffed(attend_hall, CLERK)
    staffed.choose("queue")
    told = repr(staffed.sheet.rows)
    assert "2026-000042-01" not in told
    assert "0198c0de" not in told
    assert len(staffed.sheet.rows) == 3


def test_attendants_and_technicians_are_different_people() -> None:
    assert not ATTENDANTS & TECHNICIANS
    assert set(StaffRole) == ATTENDANTS | TECHNICIANS


def test_every_sheet_can_be_left_and_idles_out() -> None:
    assert ShowSheet.can_leave
    assert ShowSheet.patience_seconds is not None
    assert not any(isinstance(work, Service) for work in WORKS)
    assert len({test.key for test in TESTS}) == len(TESTS)
