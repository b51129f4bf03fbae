"""The workers of a terminal: which device each owns and how it comes by it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uuid6

from drivers.alsa.dictaphone import AlsaDictaphone
from drivers.face.judge import ChildFaceJudge
from drivers.ipp.address import socket_uri
from drivers.ipp.printer import IppPrinter
from drivers.ipp.queue import CupsQueuePrinter
from drivers.pcsc.reader import PcscCardReader
from drivers.serial_line.panel import SerialPanel
from drivers.serial_line.port_finding import FoundLink, PortFinder
from drivers.serial_line.resident_id_reader import SamvCardReader
from drivers.serial_line.scanner import SerialScanner
from drivers.serial_line.scanner_wedge import WedgeScanner
from kiosk.assembly.archive import Archive
from kiosk.assembly.cabinet import Cabinet, open_cabinet
from kiosk.assembly.contact_child import contact_child
from kiosk.assembly.evidence import checked_rule, read_evidence_pem
from kiosk.assembly.panel import PANEL, panel_station
from kiosk.assembly.recall import Recall
from kiosk.assembly.routes import Stations
from kiosk.assembly.workbench import WORKBENCH, Workbench
from kiosk.logs import EventLog
from kiosk.part_settings import CardSettings, PrinterSettings
from kiosk.ports.clock import Clock
from kiosk.ports.scanner import Scanner
from kiosk.services.catalogue import all_services
from kiosk.settings import TerminalSettings
from kiosk.visit.service import Need, Service
from kiosk.work.child import start_child
from kiosk.work.noticeboard import Noticeboard
from kiosk.work.reply import Post
from kiosk.work.station import Station
from kiosk.work.worker import Duty, capabilities_of

if TYPE_CHECKING:
    from drivers.receipt.printer import EscposReceiptPrinter

__all__ = [
    "CONTACT_READER",
    "DICTAPHONE",
    "ID_READER",
    "LATE",
    "PANEL",
    "RECEIPT_PRINTER",
    "SCANNER",
    "has_scanner",
    "new_id",
    "services_here",
    "set_up",
    "wiring",
]

CONTACT_READER = "card-reader"
ID_READER = "id-card-reader"
RECEIPT_PRINTER = "receipt-printer"
DICTAPHONE = "dictaphone"
SCANNER = "scanner"
LATE = frozenset({"documents", "face"})
"""Parts that load for seconds, in children of their own, behind the first screen."""
_AUTO = "auto"


def new_id() -> str:
    """Make a UUIDv7, the idempotency key of a deed or an order (RFC 9562)."""
    return str(uuid6.uuid7())


def wiring(settings: TerminalSettings) -> dict[Need, tuple[str, ...]]:
    """Say which devices meet which need."""
    return {
        Need.CARD: _reader_names(settings),
        Need.FACE: ("face",),
        Need.PRINTER: ("printer",),
        Need.CENTRE: ("centre",),
        Need.RECORDS: ("centre", "envelopes"),
        Need.STORE: ("store",),
        Need.DOCUMENTS: ("documents",),
        Need.SCANNER: (SCANNER,) if has_scanner(settings) else (),
    }


def has_scanner(settings: TerminalSettings) -> bool:
    """Whether this terminal was given a code scanner at all."""
    return bool(settings.cards.scanner_port) or settings.cards.scanner_keys


def services_here(settings: TerminalSettings) -> tuple[Service, ...]:
    """Give the services this terminal was built for.

    A scanner that was never fitted is no trouble to tell residents about.
    """
    return tuple(
        service
        for service in all_services()
        if has_scanner(settings) or Need.SCANNER not in service.needs
    )


def set_up(  # noqa: PLR0913, PLR0917 - what every worker may need
    settings: TerminalSettings,
    post: Post,
    clock: Clock,
    log: EventLog,
    scanner_keys: WedgeScanner | None = None,
    noticeboard: Noticeboard | None = None,
) -> Stations:
    """Prepare one worker for each device; none is started yet.

    ``scanner_keys`` is the scanner that the window feeds with keys, if any.
    """
    contact = (
        Station(_contact_duty(settings.cards), post, clock)
        if settings.cards.pcsc
        else None
    )
    has_id_reader = bool(settings.cards.serial_port)
    identity = Station(_id_duty(settings), post, clock) if has_id_reader else None
    recall = Recall()
    return Stations(
        readers=tuple(each for each in (contact, identity) if each is not None),
        contact_reader=contact,
        id_reader=identity,
        face=Station(_face_duty(settings), post, clock),
        printer=Station(_printer_duty(settings, recall), post, clock),
        cabinet=Station(
            _cabinet_duty(settings, clock, log, noticeboard, recall), post, clock
        ),
        archive=Station(_archive_duty(settings, clock), post, clock),
        scanner=_scanner(settings.cards, scanner_keys, post, clock),
        panel=_panel(settings.panel_port, post, clock),
        receipt_printer=_receipt_printer(settings, post, clock),
        dictaphone=_dictaphone(settings.microphone, post, clock),
        workbench=Station(_bench_duty(settings), post, clock),
    )


def _bench_duty(settings: TerminalSettings) -> Duty[Workbench]:
    # It has nothing to tell of itself, so no name of it is on the board.
    opener = partial(Workbench, settings)
    return Duty((WORKBENCH,), opener, watch=lambda _bench: ())


def _panel(port: str | None, post: Post, clock: Clock) -> Station | None:
    if port is None:
        return None
    return panel_station(partial(SerialPanel, port), post, clock)


def _receipt_printer(
    settings: TerminalSettings, post: Post, clock: Clock
) -> Station | None:
    if settings.receipt_port is None:
        return None
    launch = partial(_open_receipts, settings.receipt_port, f"终端 {settings.name}")
    duty = Duty((RECEIPT_PRINTER,), launch, poll_seconds=2.0, describe=capabilities_of)
    return Station(duty, post, clock)


def _open_receipts(port: str, foot: str) -> EscposReceiptPrinter:
    # What draws slips is loaded in the printer's own thread, if there is one.
    from drivers.receipt.printer import EscposReceiptPrinter, Roll  # noqa: PLC0415

    return EscposReceiptPrinter(port, roll=Roll(foot=foot))


def _dictaphone(device: str | None, post: Post, clock: Clock) -> Station | None:
    if device is None:
        return None
    opener = partial(AlsaDictaphone, device)
    duty = Duty((DICTAPHONE,), opener, poll_seconds=10.0, describe=capabilities_of)
    return Station(duty, post, clock)


def _scanner(
    cards: CardSettings, keys: WedgeScanner | None, post: Post, clock: Clock
) -> Station | None:
    """Prepare the scanner's worker: on its own line, or behind the window's keys."""
    opener: Callable[[], Scanner]
    if cards.scanner_port:
        opener = partial(SerialScanner, cards.scanner_port, baud=cards.scanner_baud)
    elif keys is not None:
        opener = partial(_same, keys)
    else:
        return None
    duty = Duty((SCANNER,), opener, poll_seconds=1.0, describe=capabilities_of)
    return Station(duty, post, clock)


def _same(keys: WedgeScanner) -> Scanner:
    """Give the one scanner that the window feeds, whoever asks for it again."""
    return keys


def _reader_names(settings: TerminalSettings) -> tuple[str, ...]:
    contact = (CONTACT_READER,) if settings.cards.pcsc else ()
    return (*contact, *((ID_READER,) if settings.cards.serial_port else ()))


def _contact_duty(cards: CardSettings) -> Duty[PcscCardReader]:
    # Four looks a second: a pulled card must end the visit at once.
    return Duty(
        (CONTACT_READER,),
        partial(PcscCardReader, contact_child(cards)),
        poll_seconds=0.25,
        describe=capabilities_of,
    )


def _id_duty(settings: TerminalSettings) -> Duty[SamvCardReader]:
    port = settings.cards.serial_port
    launch = partial(SamvCardReader, port or "")
    if port == _AUTO:
        # One finder for all its links: it remembers the port.
        finder = PortFinder(_other_ports(settings))
        launch = partial(_found_reader, finder)
    return Duty((ID_READER,), launch, poll_seconds=2.0, describe=capabilities_of)


def _found_reader(finder: PortFinder) -> SamvCardReader:
    return SamvCardReader(FoundLink(finder))


def _other_ports(settings: TerminalSettings) -> tuple[str, ...]:
    scanner = settings.cards.scanner_port
    named = (settings.panel_port, settings.receipt_port, scanner)
    return tuple(port for port in named if port is not None)


def _face_duty(settings: TerminalSettings) -> Duty[ChildFaceJudge]:
    camera = {
        "camera": settings.camera.opener,
        "camera_settings": dict(settings.camera.settings),
        "evidence_key": read_evidence_pem(settings.centre.evidence_key),
        "rule": checked_rule(settings.face.rule),
    }
    launch = partial(
        start_child, "drivers.face.child_main:serve", camera, gives_way=True
    )
    device = settings.camera.settings.get("device", settings.camera.opener)
    judge = partial(ChildFaceJudge, launch, camera=device)
    return Duty(("face",), judge, poll_seconds=0.5, describe=capabilities_of)


def _printer_duty(
    settings: TerminalSettings, recall: Recall
) -> Duty[IppPrinter | CupsQueuePrinter]:
    return Duty(
        ("printer",),
        partial(_printer, settings.printer),
        poll_seconds=2.0,
        spare_time=recall.step,
        describe=capabilities_of,
    )


def _printer(settings: PrinterSettings) -> IppPrinter | CupsQueuePrinter:
    if settings.queue:
        return CupsQueuePrinter(socket_uri(settings.scheduler, settings.queue))
    if urlsplit(settings.uri).path.startswith("/printers/"):
        return CupsQueuePrinter(settings.uri)
    return IppPrinter(settings.uri)


def _cabinet_duty(
    settings: TerminalSettings,
    clock: Clock,
    log: EventLog,
    noticeboard: Noticeboard | None,
    recall: Recall,
) -> Duty[Cabinet]:
    return Duty(
        ("store", "centre", "envelopes"),
        partial(open_cabinet, settings, clock, log, new_id, noticeboard, recall),
        watch=Cabinet.statuses,
        poll_seconds=3.0,
        spare_time=Cabinet.take_turn,
    )


def _archive_duty(settings: TerminalSettings, clock: Clock) -> Duty[Archive]:
    trust = {"trust": str(settings.centre.trust)}
    launch = partial(
        start_child, "kiosk.assembly.archive_child:serve", trust, gives_way=True
    )
    return Duty(("documents",), partial(Archive, launch, clock), poll_seconds=5.0)
