"""A whole terminal in one process: real host, workers, store and stage, with twins."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import uuid6
from PySide6.QtWidgets import QApplication

from drivers.simulated.card_holder import CardHolder
from drivers.simulated.card_reader import SimulatedCardReader
from drivers.simulated.centre import SimulatedCentre
from drivers.simulated.centre_register import SimulatedResident
from drivers.simulated.face_judge import SimulatedFaceJudge
from drivers.simulated.headquarters import SimulatedHeadquarters
from drivers.simulated.printer import SimulatedPrinter
from drivers.simulated.receipt_printer_in_process import SimulatedReceiptPrinter
from kiosk.assembly.bookshelf import Bookshelf
from kiosk.assembly.cabinet import Cabinet
from kiosk.assembly.dismissal import Dismissal
from kiosk.assembly.envelopes import Envelopes
from kiosk.assembly.item_shelf import ItemShelf
from kiosk.assembly.list_post import ListPost
from kiosk.assembly.pulse import Pulse
from kiosk.assembly.recall import Recall
from kiosk.assembly.routes import Stations, routes
from kiosk.clock import SystemClock
from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.domain.resident import Subject
from kiosk.logs import EventLog
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.services.catalogue import all_services
from kiosk.terminal.board import Board
from kiosk.terminal.desk import DeskTools
from kiosk.terminal.dispatch import Dispatch
from kiosk.terminal.host import Host, Programme
from kiosk.visit.errand import CanPrintSlip, NameDeed, ReadClock
from kiosk.visit.service import Need
from kiosk.visit.speaking import CanRecord
from kiosk.visit.staffing import SurveyWays, Way
from kiosk.work.noticeboard import Noticeboard
from kiosk.work.station import Station
from kiosk.work.worker import Duty
from offline_cache.envelope_post import EnvelopePost
from offline_cache.identity import IdentityFiles, IdentityKeeper
from offline_cache.key_box import KeyBox
from offline_cache.store import open_store
from offline_cache.sync import SyncLoop
from tests.unit.offline_cache.invented import KEY, KeyInHand
from ui.mailbox import Mailbox
from ui.sample_pictures import sample_page
from ui.stage import QtStage

__all__ = ["HOLDER", "CompactTerminal", "compact_terminal"]

HOLDER = CardHolder(number="510199195603083424", name="王秀兰")
PORTRAIT = b"\xff\xd8\xff a portrait"
_WIRING = {
    Need.CARD: ("card-reader",),
    Need.FACE: ("face",),
    Need.PRINTER: ("printer",),
    Need.CENTRE: ("centre",),
    Need.RECORDS: ("centre", "envelopes"),
    Need.STORE: ("store",),
    Need.DOCUMENTS: ("documents",),
}


class LenientArchive:
    """Finds every seal good: these visits are about touches, not about seals."""

    name = "documents"

    def __init__(self) -> None:
        self.page = sample_page()

    def status(self) -> DeviceStatus:
        return DeviceStatus(DeviceState.ONLINE)

    def verify(self, pdf: bytes) -> None:
        """Accept it."""

    def pictures(self, pdf: bytes) -> tuple[bytes, ...]:
        del pdf
        return (self.page,)

    def close(self) -> None:
        """Nothing to give back."""


@dataclass
class CompactTerminal:
    """The parts that tests move and look at."""

    stage: QtStage
    host: Host
    stations: Stations
    reader: SimulatedCardReader
    face: SimulatedFaceJudge
    centre: SimulatedCentre
    printer: SimulatedPrinter
    receipts: SimulatedReceiptPrinter
    directory: Path
    log: io.StringIO = field(default_factory=io.StringIO)

    def events(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def serials(self) -> list[str]:
        """Serials of every copy the printer laid into the tray."""
        return [path.stem for path in self.printer.printed()]

    def sit_down(self) -> None:
        """Let one willing resident stand before the terminal, card in hand."""
        self.face.do("show", portrait=PORTRAIT)
        self.face.do("obey")

    def turn(self) -> None:
        """Let the loop and its second hand turn once."""
        QApplication.processEvents()
        self.host.tick()


@contextmanager
def compact_terminal(
    directory: Path,
    make_stage: Callable[[], QtStage],
    *,
    residents: tuple[SimulatedResident, ...] | None = None,
    is_fast: bool = True,
    clock: Clock | None = None,
) -> Iterator[CompactTerminal]:
    """Start everything, wait for the welcome screen, and stop it all again."""
    clock = clock or SystemClock()
    log = io.StringIO()
    stage = make_stage()
    mailbox = Mailbox(lambda reply: terminal.host.receive(reply))  # type: ignore[arg-type]  # noqa: PLW0108
    known = residents or (_resident(),)
    reader = SimulatedCardReader(reading_seconds=0.005 if is_fast else 0.05)
    face = SimulatedFaceJudge(patience_seconds=60.0)
    centre = SimulatedCentre(known, clock)
    pace = 0.01 if is_fast else 0.3
    printer = SimulatedPrinter(directory / "tray", seconds_per_sheet=pace)
    receipts = SimulatedReceiptPrinter()

    def station(name: str, device: Any, poll: float = 0.05) -> Station:  # noqa: ANN401
        return Station(Duty((name,), lambda: device, poll_seconds=poll), post, clock)

    post = mailbox.post
    cabinet = Duty(
        ("store", "centre", "envelopes"),
        partial(_cabinet, directory, centre, clock),
        watch=Cabinet.statuses,
        poll_seconds=0.5,
        spare_time=Cabinet.tidy,
    )
    contact = station("card-reader", reader)
    stations = Stations(
        readers=(contact,),
        contact_reader=contact,
        face=station("face", face),
        printer=station("printer", printer),
        cabinet=Station(cabinet, post, clock),
        archive=station("documents", LenientArchive()),
        receipt_printer=station("receipt-printer", receipts),
    )
    names = {name for names in _WIRING.values() for name in names}
    tools = DeskTools(
        instant={
            NameDeed: lambda _ask: str(uuid6.uuid7()),
            ReadClock: lambda _ask: clock.now(),
            CanPrintSlip: lambda _ask: True,
            CanRecord: lambda _ask: False,
            SurveyWays: lambda _ask: (Way.REVIEW,),
        },
        board=Board([*names, "receipt-printer"]),
        dispatch=Dispatch(routes(stations, clock, challenges=False), clock),
        stage=stage,
        clock=clock,
        log=EventLog(log, clock),
        contact_reader="card-reader",
        give_up=_give_up,
    )
    services = [s for s in all_services() if Need.SCANNER not in s.needs]
    host = Host(Programme(services, _WIRING), tools)
    terminal = CompactTerminal(
        stage, host, stations, reader, face, centre, printer, receipts, directory, log
    )
    host.begin()
    stage.connect_controls(host)
    for each in stations.all():
        each.start()
    try:
        yield terminal
    finally:
        stage.connect_controls(None)
        for each in stations.all():
            each.stop()
        QApplication.processEvents()


def _give_up() -> None:
    message = "a worker was worn out"
    raise AssertionError(message)


def _resident() -> SimulatedResident:
    due = CertificationState(CertificationStanding.DUE, "pension", None)
    return SimulatedResident(Subject(HOLDER.number, HOLDER.name), PORTRAIT, due)


def _cabinet(directory: Path, centre: SimulatedCentre, clock: Clock) -> Cabinet:
    box = KeyBox(KeyInHand(KEY), directory / "store.key")
    store = open_store(directory / "store.db", box, clock)
    headquarters = SimulatedHeadquarters()
    lists = ListPost(directory / "trust", headquarters, clock)
    files = IdentityFiles(directory / "key.pem", directory / "certificate.pem")
    log, board = EventLog(io.StringIO(), clock), Noticeboard()
    recovery = directory / "recovery.key"
    return Cabinet(
        store,
        centre,
        SyncLoop(store.outbox, centre, clock),
        Envelopes(store, "hall", clock),
        EnvelopePost(store.envelopes, centre, clock),
        IdentityKeeper(files, "hall", headquarters, clock),
        Dismissal("hall", box, recovery, headquarters, log),
        Pulse(
            store,
            headquarters,
            centre.status,
            board,
            clock,
            lists.issued,
            lists.hurry,
            directory / "events.jsonl",
        ),
        lists,
        Bookshelf(directory / "library", directory / "trust", centre, clock),
        ItemShelf(
            directory / "library" / "items.json", centre, clock, board.tell_directory
        ),
        Recall(),
    )
