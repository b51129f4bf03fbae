"""A terminal without a screen before a real centre, and the centre's books about it."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path

from backend.fleet.order import give_order
from backend.home import Home
from backend.installation import open_database
from backend.store.watch import FleetOrder
from kiosk.assembly.cabinet import Cabinet, open_cabinet
from kiosk.clock import SystemClock
from kiosk.domain.heartbeat import OrderKind, Readiness, ServiceReport
from kiosk.logs import EventLog
from kiosk.part_settings import CentreSettings, PrinterSettings
from kiosk.settings import TerminalSettings
from kiosk.work.noticeboard import Noticeboard
from tests.hand_clock import HandClock
from tests.unit.backend.running_centre import RunningCentre, command

__all__ = ["NOWHERE", "Outpost", "at"]

NOWHERE = "https://127.0.0.1:9"
"""An address where nobody answers."""

_MOST_TRIES = 600


class Outpost:
    """One terminal, enrolled in a folder."""

    def __init__(
        self, running: RunningCentre, name: str, folder: Path, community: str = ""
    ) -> None:
        self.running, self.name = running, name
        identity = folder / "identity"
        told = (f"--name={name}", f"--out={identity}", f"--community={community}")
        command("enrol-terminal", running.home, *told)
        self.settings = TerminalSettings(
            name=name,
            state_directory=folder / "state",
            centre=CentreSettings(
                url=running.url,
                certificate=identity / "certificate.pem",
                key=identity / "key.pem",
                authority=identity / "authority.pem",
                trust=identity / "trust",
            ),
            printer=PrinterSettings(uri="ipp://127.0.0.1:9/ipp/print"),
        )
        self.clock = HandClock()
        self.board = Noticeboard()
        services = (ServiceReport("enrolment"), ServiceReport("certify"))
        self.board.tell_readiness(Readiness("welcoming", services))

    def open(self) -> Cabinet:
        log = EventLog(StringIO(), self.clock)
        return open_cabinet(self.settings, self.clock, log, lambda: "none", self.board)

    def beat(self, cabinet: Cabinet) -> None:
        """Let the next beat fall due, and have it answered."""
        before = cabinet.store.standing.heard_at
        for _ in range(_MOST_TRIES):
            self.clock.forward(60)
            cabinet.pulse.step()
            if cabinet.store.standing.heard_at != before:
                return
            # A busy machine's sign of life comes late; it is told by the next look.
            threading.Event().wait(0.05)
        message = "the centre never answered"
        raise AssertionError(message)

    def order(self, kind: OrderKind, argument: str = "") -> str:
        database = open_database(Home(self.running.home))
        with closing(database), database.writing() as session:
            now = SystemClock().now()
            return give_order(session, self.name, kind, argument, "S1", now)

    def result(self, order_id: str) -> str:
        database = open_database(Home(self.running.home))
        with closing(database), database.reading() as session:
            kept = session.get(FleetOrder, order_id)
            return kept.result if kept is not None else "gone"


def at(settings: TerminalSettings, url: str) -> TerminalSettings:
    """Give the same settings with another address of the centre."""
    return replace(settings, centre=replace(settings.centre, url=url))
