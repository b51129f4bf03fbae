"""Staff's screens with invented contents, for the contact sheet and the tests.

The sheets are those of the real conversation, led along by prepared answers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from kiosk.diagnostics import errand, sign_in, upkeep
from kiosk.diagnostics.attendant import attend_hall
from kiosk.diagnostics.device_test import HearTone, TouchGrid, WatchCamera
from kiosk.diagnostics.finding import ProbeResult, ProbeState
from kiosk.diagnostics.identity_work import TypeCode
from kiosk.diagnostics.machine_work import TypePlace
from kiosk.diagnostics.session import look_after
from kiosk.diagnostics.touch_work import TouchTargets, TryCalibration
from kiosk.domain.calibration import Calibration
from kiosk.domain.staff import StaffRole, StaffSession
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel
from kiosk.ports.logbook import SignInStanding, StatusNote, WorkNote
from kiosk.ports.printer import JobReference, Settlement, SheetState
from kiosk.ports.staff_card import StaffBadge
from kiosk.ports.store import CopyState
from kiosk.ports.surroundings import Power, Senses
from kiosk.visit.conversation import Conversation
from kiosk.visit.errand import (
    AwaitSheets,
    NameDeed,
    ReadClock,
    RenderPages,
    SubmitCopy,
)
from ui.sample_pictures import sample_code, sample_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kiosk.visit.ask import Ask
    from kiosk.visit.conversation import Converse

__all__ = ["ANSWERS", "ENGINEER", "lead", "technician_asks"]

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
ENGINEER = StaffSession("E2001", StaffRole.ENGINEER)
CLERK = StaffSession("S1001", StaffRole.CLERK)
_ONLINE = DeviceStatus(DeviceState.ONLINE)
_CERTIFICATE, _LIFE = "enrolment-certificate", "life-certification"
_PAPER_OUT = DeviceStatus(
    DeviceState.USER_ERROR,
    supplies={"paper": SupplyLevel.OUT, "toner": SupplyLevel.LOW},
    cause="paper-out",
)


def _devices() -> tuple[errand.DeviceView, ...]:
    view = errand.DeviceView
    card = DeviceStatus(DeviceState.ONLINE, MediaState.PRESENT, detail="ACR39U 00 00")
    return (
        view("card-reader", card, (_CERTIFICATE, _LIFE)),
        view("id-card-reader", DeviceStatus(DeviceState.NO_DEVICE)),
        view("face", _ONLINE, (_CERTIFICATE, _LIFE)),
        view("printer", _PAPER_OUT, (_CERTIFICATE,), (_CERTIFICATE,)),
        view("centre", _ONLINE, (_CERTIFICATE, _LIFE)),
        view("store", _ONLINE, (_CERTIFICATE, _LIFE)),
        view("documents", _ONLINE, (_CERTIFICATE,)),
        view("scanner", _ONLINE, ("verify-certificate",)),
        view("panel", _ONLINE),
        view("receipt-printer", _ONLINE),
    )


def _results() -> tuple[ProbeResult, ...]:
    failed, warning, ok = ProbeState.FAILED, ProbeState.WARNING, ProbeState.OK
    return (
        ProbeResult("card-reader", ok, "", "", 0.4, "ACR39U"),
        ProbeResult("printer", failed, "paper-out", "", 0.3),
        ProbeResult("camera", warning, "camera-dark", "", 2.1, "light 38"),
        ProbeResult("network", ok, "", "", 0.1, "3 ms"),
        ProbeResult("security-chip", ProbeState.ABSENT, "no-security-chip", "", 0.1),
    )


def _queue() -> upkeep.QueueView:
    yesterday = NOW - timedelta(days=1)
    copy = upkeep.OpenCopy("2026-000042-01", 2, yesterday, CopyState.UNKNOWN)
    letter = upkeep.RefusedDeed(
        "0198c0de-0000-7000-8000-000000000001", "copy-settled", yesterday, "unknown"
    )
    return upkeep.QueueView((copy,), (letter,), (("life-certified", 3),))


def _history() -> tuple[StatusNote, ...]:
    back = StatusNote(NOW - timedelta(hours=3), "printer", "online")
    lost = StatusNote(NOW - timedelta(hours=5), "printer", "user-error", "paper-out")
    return (back, lost)


def _tests() -> tuple[WorkNote, ...]:
    done = partial(WorkNote, kind="test", person="E2001", version="0.1.0")
    return (
        done(NOW - timedelta(days=3), subject="card", outcome="passed"),
        done(NOW - timedelta(days=3), subject="scanner", outcome="failed"),
        done(NOW - timedelta(days=120), subject="sound", outcome="passed"),
    )


ANSWERS: dict[type[Ask[Any]], object] = {
    ReadClock: NOW,
    errand.LookAtBoard: errand.BoardView(_devices(), (_LIFE,), (_CERTIFICATE,)),
    errand.Examine: _results(),
    errand.ReadTests: _tests(),
    errand.ReadHistory: _history(),
    errand.ReadVersions: (("kiosk", "0.1.0"), ("Qt (PySide6)", "6.11.3")),
    errand.ReadKept: {"supply.paper.since": "2026-11-20T09:00:00+08:00"},
    upkeep.CountQueue: 312,
    upkeep.SurveyQueue: _queue(),
    errand.NoteWork: None,
    errand.Keep: None,
    errand.ReadBadgeAgain: 0.21,
    errand.LetPass: None,
    errand.ReadSenses: Senses(power=Power.MAINS),
    upkeep.LookAtIdentity: upkeep.IdentityView(
        "hall-001-07", "2027-01-12", is_valid=True
    ),
    upkeep.EnrolAnew: "hall-001-07",
    upkeep.SurveyVersions: upkeep.VersionsView(
        "1.3.0", "1.2.1", ("1.4.0", "1.2.1"), (), "1.3.0", "sound"
    ),
    upkeep.WriteReport: "/media/usb/hall-001-07-readiness-20261128.pdf",
    errand.SetLevel: 70,
    NameDeed: "0198c0de-0000-7000-8000-000000000003",
    errand.DrawTestPage: b"%PDF",
    SubmitCopy: JobReference("ipp://localhost/ipp/print", 1, 1),
    AwaitSheets: Settlement(SheetState.OUT, 1),
    errand.Measure: errand.Measured((("memory-free", "5120 MB"),)),
    sign_in.PresentWorkCard: StaffBadge("E2001", StaffRole.ENGINEER, "石样本", b"", 3),
    sign_in.ReadSignIns: SignInStanding(8, NOW),
}
"""What a terminal with an empty paper tray answers."""


def lead(
    converse: Converse,
    choices: Sequence[object],
    answers: Mapping[type[Ask[Any]], object] = ANSWERS,
) -> Ask[Any]:
    """Lead a conversation along; gives the question that is open after the choices."""
    conversation, left = Conversation(converse), list(choices)
    conversation.start()
    while (ask := conversation.ask) is not None:
        if type(ask) in answers:
            conversation.answer(answers[type(ask)])
        elif not left:
            return ask
        else:
            conversation.answer(left.pop(0))
    message = "the conversation ended before the choices did"
    raise ValueError(message)


def technician_asks() -> Iterator[tuple[str, Ask[Any]]]:
    """Give every screen of staff's, each under a name of its own."""
    yield "staff-card", sign_in.PresentWorkCard()
    yield "staff-locked", lead(_signing_in, ())
    answers = {
        **ANSWERS,
        RenderPages: (sample_page(),),
        upkeep.SignVersion: ("KV1:", sample_code()),
    }
    engineer, clerk = partial(look_after, ENGINEER), partial(attend_hall, CLERK)
    for name, converse, choices in (
        ("board", engineer, ()),
        ("printer", engineer, ("device.printer",)),
        ("findings", engineer, ("examine",)),
        ("advice", engineer, ("examine", "probe.camera")),
        ("tests", engineer, ("tests",)),
        ("test-passed", engineer, ("tests", "test.card")),
        ("test-power", engineer, ("tests", "test.power", "done")),
        ("works", engineer, ("works",)),
        ("paper", engineer, ("works", "work.paper")),
        ("copies", engineer, ("works", "work.copies")),
        ("copy", engineer, ("works", "work.copies", "2026-000042-01")),
        ("letters", engineer, ("works", "work.letters")),
        ("report", engineer, ("works", "work.report")),
        ("version", engineer, ("works", "work.version")),
        ("volume", engineer, ("works", "work.volume")),
        ("update", engineer, ("works", "work.update")),
        ("update-confirm", engineer, ("works", "work.update", "install.1.4.0")),
        ("calibrate", engineer, ("works", "work.calibrate")),
        ("identity", engineer, ("works", "work.identity")),
        (
            "identity-done",
            engineer,
            ("works", "work.identity", "type-code", "0" * 20),
        ),
        ("page", engineer, ("tests", "test.page")),
        ("end", engineer, ("works", "work.end")),
        ("hall", clerk, ()),
        ("hall-help", clerk, ("help",)),
        ("hall-queue", clerk, ("queue",)),
    ):
        yield f"staff-{name}", lead(converse, choices, answers)
    yield "staff-tone", HearTone()
    yield "staff-touch", TouchGrid()
    yield "staff-code", TypeCode()
    yield "staff-code-wrong", TypeCode(was_wrong=True)
    yield "staff-targets", TouchTargets()
    yield "staff-try", TryCalibration(Calibration())
    yield "staff-camera", WatchCamera()
    yield "staff-place", TypePlace("12")


async def _signing_in() -> None:
    await sign_in.sign_in()
