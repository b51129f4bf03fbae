"""Staff at the terminal: entrance, routes and instant answers of their conversation."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from drivers.pcsc.message import BadgeRequest
from drivers.pcsc.reader import PcscCardReader
from kiosk.assembly import logbook
from kiosk.assembly.cabinet import Cabinet
from kiosk.assembly.export import write_export
from kiosk.assembly.level import set_level
from kiosk.assembly.parcels import pack
from kiosk.assembly.routes import Stations
from kiosk.assembly.staffing import StaffReader
from kiosk.assembly.stations import services_here, wiring
from kiosk.assembly.workbench import CHANGE_SECONDS, software_version
from kiosk.diagnostics import errand, upkeep
from kiosk.diagnostics.attendant import PAUSED
from kiosk.diagnostics.device_test import WatchCamera
from kiosk.diagnostics.errand import BoardView, DeviceView
from kiosk.diagnostics.session import STAFF_SERVICE
from kiosk.diagnostics.sign_in import (
    BeginSignIn,
    EndSignIn,
    PresentWorkCard,
    ReadSignIns,
    SignIn,
)
from kiosk.diagnostics.touch_work import TOUCH
from kiosk.domain.calibration import Calibration
from kiosk.domain.fault import InvalidValue
from kiosk.domain.receipt import Slip
from kiosk.ports.clock import Clock
from kiosk.ports.guidance import GuidanceLights, Light
from kiosk.ports.logbook import StatusNote
from kiosk.ports.staff_card import StaffBadge
from kiosk.settings import TerminalSettings
from kiosk.terminal.board import Board
from kiosk.terminal.dispatch import Route, Routes
from kiosk.terminal.door import KNOCK_TICKET, Entrance
from kiosk.terminal.host import Host
from kiosk.terminal.stage import Offer
from kiosk.visit.ask import Ask
from kiosk.visit.service import Need, Service
from kiosk.work.station import Station
from kiosk.work.worker import NO_TICKET, Job, Tools

__all__ = [
    "board_views",
    "entrance_of",
    "keeper",
    "recall",
    "recall_choices",
    "staff_answers",
    "staff_routes",
]

_PROBE_SECONDS = 30.0
_TEST_SLIP = Slip("测试凭条", (("内容", "0123456789 ABCXYZ 社会保险"),))


def entrance_of(stations: Stations) -> Entrance | None:
    """Give the way in for staff; none where no card can be read."""
    contact = stations.contact_reader
    if contact is None:
        return None
    return Entrance(
        STAFF_SERVICE,
        knock=lambda: contact.submit(Job(KNOCK_TICKET, _peek)),
        left=lambda: stations.cabinet.submit(Job(NO_TICKET, _note_left)),
    )


def _peek(reader: PcscCardReader, tools: Tools) -> StaffBadge | None:
    """Look at the card that is in, without waiting for one."""
    name = reader.reader_with_card()
    if name is None:
        return None
    return reader.ask(BadgeRequest(name), tools.cancellation).badge


def _note_left(cabinet: Cabinet, _tools: Tools) -> None:
    cabinet.store.audit.append("staff-left")


def keeper(cabinet: Station) -> Callable[[StatusNote], None]:
    """Give what keeps a device's change in the store, without waiting for it."""

    def keep(note: StatusNote) -> None:
        cabinet.submit(Job(NO_TICKET, partial(_keep, note)))

    return keep


def _keep(note: StatusNote, cabinet: Cabinet, _tools: Tools) -> None:
    cabinet.store.logbook.note_status(note)


def board_views(
    board: Board,
    offers: Sequence[Offer],
    services: Sequence[Service],
    wiring: Mapping[Need, Sequence[str]],
) -> BoardView:
    """Tell how every device is, and what it means for residents."""
    closed = tuple(offer.key for offer in offers if not offer.is_open)
    views = []
    for name in dict.fromkeys(board.names):
        serves = tuple(s.key for s in services if _needs(s, name, wiring))
        status = board.status(name)
        closes = () if status.is_usable else _in_both(serves, closed)
        views.append(DeviceView(name, status, serves, closes, _said(board, name)))
    is_open = tuple(offer.key for offer in offers if offer.is_open)
    return BoardView(tuple(views), is_open, closed, board.is_paused)


def _needs(service: Service, device: str, wiring: Mapping[Need, Sequence[str]]) -> bool:
    return any(device in wiring.get(need, ()) for need in service.needs)


def _said(board: Board, name: str) -> str:
    """Give model, firmware and driver as the device tells them."""
    told = board.capabilities(name)
    words = (told.model, told.firmware, told.driver) if told is not None else ()
    return " · ".join(word for word in words if word)


def _in_both(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in some if key in others)


def staff_answers(
    host: Callable[[], Host],
    board: Board,
    settings: TerminalSettings,
    restart: Callable[[], None],
    correct: Callable[[Calibration], None],
) -> dict[type[Ask[Any]], Callable[[Any], object]]:
    """Give what is answered on the spot; ``host`` is made after these."""

    def look(_ask: object) -> BoardView:
        return board_views(board, host().offers, services_here(settings), needs)

    needs = wiring(settings)
    return {
        errand.LookAtBoard: look,
        errand.ReadSenses: lambda _ask: board.senses,
        errand.Pause: lambda ask: setattr(board, "is_paused", ask.is_paused),
        errand.ServeNext: lambda ask: host().serve_next(ask.service),
        errand.UseCalibration: lambda ask: correct(ask.calibration),
        upkeep.RestartProgram: lambda _ask: restart(),
    }


def recall_choices(cabinet: Cabinet, _tools: Tools) -> dict[str, str]:
    """Read what staff chose before."""
    return cabinet.store.logbook.kept()


def recall(
    board: Board,
    correct: Callable[[Calibration], None],
    choices: Mapping[str, str],
) -> None:
    """Bring back what staff chose: a closed terminal stays closed, touch calibrated."""
    board.is_paused = bool(choices.get(PAUSED))
    with suppress(InvalidValue):
        correct(Calibration.parse(choices.get(TOUCH, "")))


def staff_routes(
    stations: Stations,
    staff: StaffReader | None,
    clock: Clock,
    settings: TerminalSettings,
) -> Routes:
    """Give the routes of every ask in staff's conversation."""
    bench, cabinet = stations.workbench, stations.cabinet
    kept = logbook.Keeper(clock, software_version())
    ways: dict[type[Ask[Any]], list[Route]] = {
        ReadSignIns: [
            Route(cabinet, lambda c, _a, _t: c.store.logbook.sign_in_standing())
        ],
        BeginSignIn: [Route(cabinet, kept.begin_sign_in)],
        EndSignIn: [Route(cabinet, kept.end_sign_in)],
        errand.NoteWork: [Route(cabinet, kept.note_work)],
        errand.ReadTests: [
            Route(cabinet, lambda c, _a, _t: c.store.logbook.last_tests())
        ],
        errand.ReadHistory: [
            Route(cabinet, lambda c, ask, _t: c.store.logbook.statuses(ask.device))
        ],
        errand.Keep: [
            Route(cabinet, lambda c, ask, _t: c.store.logbook.keep(ask.name, ask.value))
        ],
        errand.ReadKept: [Route(cabinet, lambda c, _a, _t: c.store.logbook.kept())],
        upkeep.ExportUnsent: [Route(cabinet, partial(_export_unsent, settings), 60.0)],
        upkeep.SurveyQueue: [Route(cabinet, logbook.survey_queue)],
        upkeep.ReviveDeed: [
            Route(cabinet, lambda c, ask, _t: c.store.outbox.revive(ask.id))
        ],
        upkeep.CountQueue: [
            Route(cabinet, lambda c, ask, _t: c.store.ledger.count_since(ask.since))
        ],
    }
    if bench is not None:
        ways |= _at_bench(bench)
    return ways | _at_devices(stations, staff)


def _export_unsent(
    settings: TerminalSettings, cabinet: Cabinet, _ask: object, _tools: Tools
) -> str:
    """Write the same file as ``kiosk outbox export``, for ``centre import-outbox``."""
    packed = pack(settings, cabinet.store)
    return write_export(settings, packed.name, packed.content)


def _at_bench(bench: Station) -> dict[type[Ask[Any]], list[Route]]:
    return {
        errand.Examine: [
            Route(bench, lambda b, ask, t: b.examine(ask.probes, t), _PROBE_SECONDS)
        ],
        errand.Measure: [Route(bench, lambda b, ask, _t: b.measure(ask.part), 60.0)],
        errand.ReadVersions: [Route(bench, lambda b, _a, _t: b.versions())],
        errand.DrawTestPage: [
            Route(bench, lambda b, ask, _t: b.draw_test_page(ask.mark), 30.0)
        ],
        upkeep.WriteReport: [
            Route(bench, lambda b, ask, _t: b.write_report(ask), 60.0)
        ],
        upkeep.ExportBundle: [
            Route(bench, lambda b, ask, _t: b.export_bundle(ask), 60.0)
        ],
        upkeep.SignVersion: [Route(bench, lambda b, _a, _t: b.sign_version(), 60.0)],
        errand.LetPass: [Route(bench, lambda _b, _a, t: t.cancellation.wait(0.5))],
        upkeep.SurveyVersions: [Route(bench, lambda b, _a, _t: b.versions_here())],
        upkeep.ChangeVersion: [
            Route(bench, lambda b, ask, _t: b.change_version(ask), CHANGE_SECONDS + 30)
        ],
        upkeep.LookAtIdentity: [Route(bench, lambda b, _a, _t: b.identity())],
        upkeep.EnrolAnew: [Route(bench, lambda b, ask, _t: b.enrol(ask), 90.0)],
        errand.SetLevel: [
            Route(bench, lambda _b, ask, _t: set_level(ask.name, ask.percent))
        ],
        upkeep.StopMachine: [Route(bench, lambda b, ask, _t: b.stop(ask.how))],
    }


def _at_devices(
    stations: Stations, staff: StaffReader | None
) -> dict[type[Ask[Any]], list[Route]]:
    ways: dict[type[Ask[Any]], list[Route]] = {}
    contact, panel = stations.contact_reader, stations.panel
    if contact is not None and staff is not None:
        ways[PresentWorkCard] = [Route(contact, staff.present_worker, None)]
        ways[SignIn] = [Route(contact, staff.sign_in, 30.0)]
        ways[errand.ReadBadgeAgain] = [Route(contact, _read_again, 20.0)]
    ways[WatchCamera] = [
        Route(stations.face, lambda d, _a, t: d.watch(t.show, t.cancellation), None)
    ]
    if panel is not None:
        ways[errand.ShineAll] = [Route(panel, _shine_all)]
    if stations.receipt_printer is not None:
        ways[errand.PrintTestSlip] = [
            Route(stations.receipt_printer, lambda d, _a, _t: d.print(_TEST_SLIP), 30.0)
        ]
    return ways


def _read_again(
    reader: PcscCardReader, ask: errand.ReadBadgeAgain, tools: Tools
) -> float:
    """Time one reading of the card that is in.

    Raises:
        CardRemoved, StaffNotTrusted: it is gone, or another one.
    """
    began = time.monotonic()
    badge = _peek(reader, tools)
    logbook.check_same(badge, ask.session)
    return time.monotonic() - began


def _shine_all(panel: GuidanceLights, ask: errand.ShineAll, _tools: Tools) -> int:
    panel.darken()
    there = sorted(panel.places())
    if ask.light is not None:
        for place in there:
            panel.show(Light(place, ask.light.pace, ask.light.colour))
    return len(there)
