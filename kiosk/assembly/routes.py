"""Which worker answers which ask, and how long it may take."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from kiosk.assembly.cabinet_routes import cabinet_routes
from kiosk.assembly.staffing import StaffReader
from kiosk.domain.card import ResidentCard
from kiosk.domain.challenge import PROMPTS, PROMPTS_FOR_A_PENSION, draw_challenge
from kiosk.domain.receipt import slip_of
from kiosk.domain.speech import LONGEST_SECONDS
from kiosk.ports.card_reader import CardReader
from kiosk.ports.clock import Clock
from kiosk.ports.face_judge import FaceJudge, FaceVerdict
from kiosk.terminal.dispatch import Route, Routes
from kiosk.terminal.printing import follow
from kiosk.visit import (
    checking,
    errand,
    leaflet,
    photographing,
    question,
    speaking,
    staffing,
    watching,
)
from kiosk.visit.ask import Ask
from kiosk.work.station import Station
from kiosk.work.worker import Tools

__all__ = ["Stations", "routes"]

_FOLLOW_SECONDS = 200.0


@dataclass(frozen=True, slots=True)
class Stations:
    """The workers of one terminal; ``readers`` are its card readers."""

    readers: tuple[Station, ...]
    contact_reader: Station | None
    face: Station
    printer: Station
    cabinet: Station
    archive: Station
    id_reader: Station | None = None
    panel: Station | None = None
    receipt_printer: Station | None = None
    scanner: Station | None = None
    dictaphone: Station | None = None
    workbench: Station | None = None

    def late(self) -> tuple[Station, ...]:
        """Give the workers whose children load for seconds; the first screen is first.

        What they report of is named in `kiosk.assembly.stations.LATE`.
        """
        return (self.archive, self.face)

    def all(self) -> tuple[Station, ...]:
        """Give every worker once."""
        rest = (self.face, self.printer, self.cabinet, self.archive)
        spare = (
            self.panel,
            self.receipt_printer,
            self.scanner,
            self.workbench,
            self.dictaphone,
        )
        there = tuple(station for station in spare if station is not None)
        return (*self.readers, *rest, *there)


def routes(
    stations: Stations,
    clock: Clock,
    staff: StaffReader | None = None,
    *,
    challenges: bool = True,
) -> Routes:
    """Give the routes of every ask that a machine answers.

    With ``challenges`` each look at a face is a challenge drawn for it alone.
    """
    return {
        **_people(stations),
        question.MatchFace: [_face_route(stations.face, challenges=challenges)],
        **_papers(stations.face),
        **_other_ways(stations, staff),
        **cabinet_routes(stations.cabinet),
        **_documents(stations.archive),
        **_scanning(stations.scanner),
        **_printing(stations.printer, clock),
        **_slips(stations.receipt_printer),
        **_speech(stations.dictaphone),
    }


def _people(stations: Stations) -> Routes:
    """Waits that last as long as the resident does have no deadline here."""
    contact = [stations.contact_reader] if stations.contact_reader else []
    return {
        question.ReadCard: [
            Route(
                reader, lambda device, _, tools: device.read(tools.cancellation), None
            )
            for reader in stations.readers
        ],
        question.TakeCard: [
            Route(
                reader,
                lambda device, _, tools: device.await_removal(tools.cancellation),
                None,
            )
            for reader in contact
        ],
    }


def _face_route(face: Station, *, challenges: bool) -> Route:
    def match(device: FaceJudge, ask: question.MatchFace, tools: Tools) -> FaceVerdict:
        count = PROMPTS_FOR_A_PENSION if ask.keeps_evidence else PROMPTS
        challenge = draw_challenge(secrets.randbelow, count) if challenges else None
        return device.match(
            ask.reference,
            tools.show,
            tools.cancellation,
            challenge,
            keeps_evidence=ask.keeps_evidence,
        )

    return Route(face, match, 150.0)


def _papers(face: Station) -> Routes:
    """The camera that sees faces sees papers, too."""
    return {
        photographing.LookAtPaper: [
            Route(
                face,
                lambda device, _, tools: device.look_at_paper(
                    tools.show, tools.cancellation
                ),
                None,
            )
        ],
        photographing.TakePage: [Route(face, lambda device, _, __: device.take_page())],
    }


def _other_ways(stations: Stations, staff: StaffReader | None) -> Routes:
    contact, identity = stations.contact_reader, stations.id_reader
    ways: dict[type[Ask[Any]], list[Route]] = {}
    if identity is not None:
        ways[staffing.ReadIdCard] = [Route(identity, _read, None)]
    if contact is None:
        return ways
    ways[staffing.ReadSecurityCard] = [Route(contact, _read, None)]
    ways[staffing.TakeStaffCard] = [
        Route(
            contact,
            lambda device, _, tools: device.await_removal(tools.cancellation),
            None,
        )
    ]
    if staff is not None:
        ways[staffing.PresentStaffCard] = [
            Route(contact, lambda device, _, tools: staff.present(device, tools), None)
        ]
        ways[staffing.ProveStaff] = [Route(contact, staff.prove, 30.0)]
    return ways


def _read(reader: CardReader, _: object, tools: Tools) -> ResidentCard:
    return reader.read(tools.cancellation)


def _scanning(scanner: Station | None) -> Routes:
    if scanner is None:
        return {}
    return {
        checking.ScanCode: [
            Route(
                scanner, lambda device, _, tools: device.read(tools.cancellation), None
            )
        ]
    }


def _documents(archive: Station) -> Routes:
    return {
        errand.VerifySeal: [
            Route(archive, lambda device, ask, _: device.verify(ask.pdf))
        ],
        checking.CheckPaper: [
            Route(archive, lambda device, ask, _: device.check(ask.code.text))
        ],
        watching.UnrollFilm: [
            Route(archive, lambda device, ask, _: device.unroll(ask.film), 30.0)
        ],
        leaflet.DrawLeaflet: [
            Route(archive, lambda device, ask, _: device.compose(ask.leaflet))
        ],
        errand.RenderPages: [
            Route(archive, lambda device, ask, _: device.pictures(ask.pdf))
        ],
    }


def _printing(printer: Station, clock: Clock) -> Routes:
    return {
        errand.SubmitCopy: [
            Route(printer, lambda device, ask, _: device.submit(ask.order), 30.0)
        ],
        errand.AwaitSheets: [
            Route(
                printer,
                lambda device, ask, tools: follow(
                    device, ask.job, tools.show, tools.cancellation, clock
                ),
                _FOLLOW_SECONDS,
            )
        ],
    }


def _slips(receipt_printer: Station | None) -> Routes:
    """Without a receipt printer there is no route, and nobody asks for one."""
    if receipt_printer is None:
        return {}
    return {
        errand.PrintReceipt: [
            Route(
                receipt_printer,
                lambda device, ask, _: device.print(slip_of(ask.receipt)),
                30.0,
            )
        ]
    }


def _speech(dictaphone: Station | None) -> Routes:
    """Without a microphone there is no route, and nobody asks for one."""
    if dictaphone is None:
        return {}
    return {
        speaking.Listen: [
            Route(
                dictaphone,
                lambda device, _, tools: device.record(tools.show, tools.cancellation),
                LONGEST_SECONDS + 30.0,
            )
        ],
        speaking.TakeRecording: [
            Route(dictaphone, lambda device, _, __: device.take())
        ],
        speaking.PlayBack: [
            Route(
                dictaphone,
                lambda device, ask, tools: device.play(ask.spoken, tools.cancellation),
                LONGEST_SECONDS + 30.0,
            )
        ],
    }
