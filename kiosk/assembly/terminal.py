"""A running terminal: workers, host and screen joined by the mailbox."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import sdnotify

from drivers.serial_line.scanner_wedge import WedgeScanner
from kiosk.assembly.counting_log import CountingLog
from kiosk.assembly.fleet_link import FleetLink
from kiosk.assembly.hall_board import BoardFile
from kiosk.assembly.identity_swap import finish_swap
from kiosk.assembly.reading_answers import reading_answers
from kiosk.assembly.routes import Stations, routes
from kiosk.assembly.staff_entrance import (
    entrance_of,
    keeper,
    recall,
    recall_choices,
    staff_answers,
    staff_routes,
)
from kiosk.assembly.staffing import StaffReader, read_authority, surveyor
from kiosk.assembly.stations import (
    CONTACT_READER,
    DICTAPHONE,
    ID_READER,
    LATE,
    PANEL,
    RECEIPT_PRINTER,
    new_id,
    services_here,
    set_up,
    wiring,
)
from kiosk.assembly.tracing_log import TracingLog
from kiosk.assembly.upkeep import Upkeep
from kiosk.assembly.workbench import Workbench
from kiosk.clock import SystemClock, keep_zone
from kiosk.domain.trace import Tracer
from kiosk.loading import settle
from kiosk.logs import Event, EventLog, open_log
from kiosk.ports.guidance import GuidanceLights, Light
from kiosk.ports.hall_board import HallBoard
from kiosk.settings import TerminalSettings
from kiosk.terminal.board import Board
from kiosk.terminal.desk import DeskTools
from kiosk.terminal.dispatch import Dispatch
from kiosk.terminal.door import RECALL_TICKET
from kiosk.terminal.guidance import lights_for
from kiosk.terminal.host import Host, Programme
from kiosk.tracing import open_tracer
from kiosk.visit.ask import Ask
from kiosk.visit.errand import CanPrintSlip, NameDeed, ReadClock
from kiosk.visit.speaking import CanRecord
from kiosk.visit.staffing import SurveyWays
from kiosk.work.noticeboard import Noticeboard
from kiosk.work.worker import NO_TICKET, Job, Tools
from ui.app import create_application
from ui.first_drawn import FirstDrawn
from ui.mailbox import Mailbox
from ui.sound import find_sounder
from ui.speech import find_voice
from ui.stage import QtStage

__all__ = ["Terminal", "run_terminal"]

_WORN_OUT_EXIT = 70
_LATE_TICKS = 5
"""Seconds after which what comes late waits for nobody."""
_ORDERED_EXIT = 75
"""Ends the process so that the supervisor starts it anew, as the centre ordered."""


@dataclass(slots=True)
class Terminal:
    """One terminal in this process; its parts are for players and benchmarks."""

    application: Any
    stage: QtStage
    host: Host
    stations: Stations
    fleet: FleetLink
    log: EventLog
    tracer: Tracer
    _ticks: int = 0
    _is_complete: bool = False

    def start(self) -> None:
        """Begin with the starting scene and set the workers to work.

        Those that load for seconds begin once the first screen is drawn: they would
        share the few processors with it.
        """
        late = self.stations.late()
        for station in self.stations.all():
            if station not in late:
                station.start()
        self.stations.cabinet.submit(Job(RECALL_TICKET, recall_choices))
        FirstDrawn(self.stage.window, self._complete)
        self.host.begin()
        self.stage.connect_controls(self.host)
        self.stage.open()
        self.stage.every_second(self._tick)

    def _complete(self) -> None:
        """Set the rest to work; a second call does nothing."""
        if self._is_complete:
            return
        self._is_complete = True
        settle()
        for station in self.stations.late():
            station.start()
        if self.stations.workbench is not None:
            self.stations.workbench.submit(Job(NO_TICKET, partial(_vouch, self.log)))

    def _tick(self) -> None:
        """Look at clocks and tell the supervisor that the screen is up and alive."""
        # The first one ends the start; said again it changes nothing.
        sdnotify.SystemdNotifier().notify("READY=1\nWATCHDOG=1")
        self.fleet.tick()
        self.host.tick()
        self._ticks += 1
        # Without what comes late no screen may be due, or another part may hang.
        if self.fleet.board.starting <= LATE or self._ticks > _LATE_TICKS:
            self._complete()

    def stop(self) -> None:
        """Send what waits, stop the workers; one that hangs ends with the process."""
        last = Job(NO_TICKET, lambda cabinet, _: cabinet.sync.step())
        self.stations.cabinet.submit(last)
        if self.stations.panel is not None:
            self.stations.panel.submit(Job(NO_TICKET, partial(_shine, ())))
        for station in self.stations.all():
            station.stop()
        self.tracer.close()


def build(settings: TerminalSettings, size: tuple[int, int] | None) -> Terminal:
    """Join all parts; nothing runs yet."""
    keep_zone(settings.time_zone)
    with suppress(OSError):
        finish_swap(settings)
    application = create_application(["kiosk"])
    clock = SystemClock()
    noticeboard = Noticeboard()
    tracer = open_tracer(settings.traces.collector, "kiosk", settings.name)
    log = TracingLog(
        CountingLog(
            open_log(settings.state_directory / "events.jsonl", clock), noticeboard
        ),
        tracer,
    )
    stage = QtStage(
        size,
        voice=find_voice(),
        sounder=find_sounder(),
        diagonal_inches=settings.screen.diagonal_inches,
    )
    mailbox = Mailbox(lambda reply: host.receive(reply))  # type: ignore[arg-type]  # noqa: PLW0108 - the host is made below
    keys = WedgeScanner() if settings.cards.scanner_keys else None
    if keys is not None:
        stage.window.lend_keys(keys)
    stations = set_up(settings, mailbox.post, clock, log, keys, noticeboard)
    devices = [name for names in wiring(settings).values() for name in names]
    devices += [PANEL] if stations.panel is not None else []
    devices += [RECEIPT_PRINTER] if stations.receipt_printer is not None else []
    devices += [DICTAPHONE] if stations.dictaphone is not None else []
    board = Board(devices)
    authority = read_authority(settings.staff_authority)
    staff = (
        StaffReader(authority, clock, settings.name) if authority is not None else None
    )
    survey = surveyor(board, CONTACT_READER, ID_READER, has_authority=staff is not None)
    restart = partial(application.exit, _ORDERED_EXIT)
    correct = partial(setattr, stage.window.correction, "kept")
    tools = DeskTools(
        instant={
            NameDeed: lambda _ask: new_id(),
            ReadClock: lambda _ask: clock.now(),
            CanPrintSlip: lambda _ask: (
                stations.receipt_printer is not None
                and board.status(RECEIPT_PRINTER).is_usable
            ),
            CanRecord: lambda _ask: (
                stations.dictaphone is not None and board.status(DICTAPHONE).is_usable
            ),
            SurveyWays: survey,
            **staff_answers(lambda: host, board, settings, restart, correct),
            **reading_answers(settings, board),
        },
        board=board,
        dispatch=Dispatch(
            {
                **routes(stations, clock, staff, challenges=settings.face.challenge),
                **staff_routes(stations, staff, clock, settings),
            },
            clock,
            log.span,
        ),
        stage=stage,
        clock=clock,
        log=log,
        contact_reader=CONTACT_READER,
        give_up=partial(application.exit, _WORN_OUT_EXIT),
        lead=_leader(stations),
    )
    programme = Programme(
        services_here(settings),
        wiring(settings),
        entrance_of(stations) if staff is not None else None,
        keeper(stations.cabinet),
        partial(recall, board, correct),
        BoardFile(settings.hall_board).current if settings.hall_board else HallBoard,
        LATE,
        lambda: noticeboard.directory,
    )
    host = Host(programme, tools)
    log.note(Event.TERMINAL_STARTED)
    fleet = FleetLink(noticeboard, board, host, restart, Upkeep(settings))
    return Terminal(application, stage, host, stations, fleet, log, tracer)


def _vouch(log: EventLog, bench: Workbench, _tools: Tools) -> None:
    """Compare the installed files with the signed list, and write down what came."""
    found = bench.vouch()
    log.note(Event.SOFTWARE_CHECKED, state=found.state, count=len(found.changed))


def _leader(stations: Stations) -> Callable[[Ask[Any] | None], None]:
    """Give what lets the panel's lights follow the open question."""
    shown: tuple[Light, ...] = ()

    def lead(ask: Ask[Any] | None) -> None:
        nonlocal shown
        wanted = lights_for(ask)
        if stations.panel is not None and wanted != shown:
            stations.panel.submit(Job(NO_TICKET, partial(_shine, wanted)))
        shown = wanted

    return lead


def _shine(lights: Sequence[Light], panel: GuidanceLights, _tools: Tools) -> None:
    """Put all lights out but these; a light the panel lacks is passed over."""
    panel.darken()
    there = panel.places()
    for light in lights:
        if light.place in there:
            panel.show(light)


def run_terminal(
    settings: TerminalSettings,
    size: tuple[int, int] | None = None,
    accompany: Callable[[Terminal], None] | None = None,
) -> int:
    """Run the terminal until it is told to end; gives the exit code.

    ``accompany`` is called once everything is joined, before it starts: the
    place for a player that visits the terminal.
    """
    terminal = build(settings, size)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: terminal.application.quit())
    if accompany is not None:
        accompany(terminal)
    terminal.start()
    code: int = terminal.application.exec()
    terminal.stop()
    # Workers that hang in native code must not keep the process alive.
    if code == _WORN_OUT_EXIT:
        os._exit(code)
    return code
