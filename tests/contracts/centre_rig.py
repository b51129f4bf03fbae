"""What the contract of the centre needs: a centre, who it knows, and its troubles."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from sqlalchemy import func, select

from backend.home import Home
from backend.installation import open_database
from backend.store.insurance import Certification
from drivers.simulated.centre import SimulatedCentre
from drivers.simulated.centre_register import SimulatedResident
from kiosk.clock import SystemClock
from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.ports.centre import Centre
from offline_cache.courier import Courier
from tests.faults.tcp_proxy import TcpProxy, Way
from tests.unit.backend.running_centre import (
    PORTRAIT,
    RunningCentre,
    command,
    subject_of,
)

__all__ = ["CentreRig", "CourierRig", "TwinRig", "courier_for"]

PATIENCE_SECONDS = 6.0
"""A certificate is drawn and sealed within it on a machine shared by many, too."""


class CentreRig(Protocol):
    """A centre with handles for what may go wrong."""

    @property
    def centre(self) -> Centre:
        """The centre itself."""

    def effects_of(self, deed_id: str) -> int:
        """Count how often a life certification took effect."""

    def break_line(self) -> None:
        """Let no question through any more."""

    def freeze_line(self) -> None:
        """Let questions through to nobody, without a word."""

    def lose_next_answer(self) -> None:
        """Have the next question take effect, and its answer go astray."""

    def revoke(self) -> None:
        """Take the terminal's identity away."""


class TwinRig:
    """The twin inside the process."""

    def __init__(self) -> None:
        """Found a centre with the same people as the real one's."""
        self.centre = SimulatedCentre(_residents(), SystemClock())

    def effects_of(self, deed_id: str) -> int:
        """Count how often a deed took effect."""
        effects: list[str] = self.centre.do("deeds")
        return effects.count(deed_id)

    def break_line(self) -> None:
        """Let no question through any more."""
        self.centre.do("fault", name="unreachable")

    def freeze_line(self) -> None:
        """Answer nothing for a while."""
        self.centre.do("fault", name="slow", seconds=0.2)

    def lose_next_answer(self) -> None:
        """Have the next answer go astray."""
        self.centre.do("fault", name="answer-lost")

    def revoke(self) -> None:
        """Take the identity away."""
        self.centre.do("fault", name="revoked")


class CourierRig:
    """The courier before a proxy before the real centre's process."""

    def __init__(self, running: RunningCentre, terminal: str, stack: ExitStack) -> None:
        """Enrol a terminal and connect it."""
        self._running = running
        self._terminal = terminal
        out = f"--out={running.home / terminal}"
        command("enrol-terminal", running.home, f"--name={terminal}", out)
        port = int(running.url.rsplit(":", 1)[1])
        self.proxy = stack.enter_context(TcpProxy(port))
        self.centre = courier_for(running.home / terminal, self.proxy.port)
        stack.callback(self.centre.close)

    def effects_of(self, deed_id: str) -> int:
        """Count the rows the deed left in the centre's own database."""
        database = open_database(Home(self._running.home))
        try:
            with database.reading() as session:
                counted = select(func.count()).where(Certification.deed_id == deed_id)
                return session.scalar(counted) or 0
        finally:
            database.close()

    def break_line(self) -> None:
        """Cut the line for good."""
        self.proxy.go(Way.CUT)

    def freeze_line(self) -> None:
        """Keep connections, carry nothing."""
        self.proxy.go(Way.FROZEN)

    def lose_next_answer(self) -> None:
        """Swallow what the centre says next; the line must be open for that."""
        assert self.centre.status().is_usable
        self.proxy.go(Way.SWALLOW_ANSWER)

    def revoke(self) -> None:
        """Have the centre revoke the terminal."""
        command("revoke-terminal", self._running.home, f"--name={self._terminal}")


def courier_for(
    identity: Path, port: int, *, patience: float = PATIENCE_SECONDS
) -> Courier:
    """Make a courier with an enrolled identity that asks on a loopback port."""
    return Courier(
        f"https://127.0.0.1:{port}",
        client_certificate=identity / "certificate.pem",
        client_key=identity / "key.pem",
        centre_ca=identity / "authority.pem",
        clock=SystemClock(),
        connect_seconds=patience / 4,
        read_seconds=patience * 3 / 4,
    )


def _residents() -> list[SimulatedResident]:
    due = CertificationState(CertificationStanding.DUE, "pension", None)
    return [
        SimulatedResident(subject_of("employee"), PORTRAIT),
        SimulatedResident(subject_of("pensioner-due"), PORTRAIT, due),
        SimulatedResident(subject_of("no-portrait")),
        SimulatedResident(subject_of("nothing-to-certify"), is_insured=False),
    ]
