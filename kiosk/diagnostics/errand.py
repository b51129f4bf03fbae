"""What staff's conversation asks of the machine; each has a text ``wait.<key>``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.diagnostics.finding import ProbeResult
from kiosk.domain.calibration import Calibration
from kiosk.domain.staff import StaffSession
from kiosk.ports.device import DeviceStatus
from kiosk.ports.guidance import Light
from kiosk.ports.logbook import StatusNote, WorkNote
from kiosk.ports.surroundings import Senses
from kiosk.visit.ask import Ask

__all__ = [
    "BoardView",
    "DeviceView",
    "DrawTestPage",
    "Examine",
    "Keep",
    "LetPass",
    "LookAtBoard",
    "Measure",
    "Measured",
    "NoteWork",
    "Pause",
    "PrintTestSlip",
    "ReadBadgeAgain",
    "ReadHistory",
    "ReadKept",
    "ReadSenses",
    "ReadTests",
    "ReadVersions",
    "ServeNext",
    "SetLevel",
    "ShineAll",
    "UseCalibration",
]


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device on the board.

    Attributes:
        serves: Keys of the services that need it.
        closes: Those of them that are closed now because of it.
        versions: Model, firmware and driver, as the device tells them.
    """

    name: str
    status: DeviceStatus
    serves: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    versions: str = ""


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything the terminal knows of itself at a moment.

    Attributes:
        open_services, closed_services: Keys of what is offered to residents.
    """

    devices: tuple[DeviceView, ...]
    open_services: tuple[str, ...] = ()
    closed_services: tuple[str, ...] = ()
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class LookAtBoard(Ask[BoardView]):
    """Tell how every device is now."""


@dataclass(frozen=True, slots=True)
class ReadSenses(Ask[Senses]):
    """Tell what the panel senses now."""


@dataclass(frozen=True, slots=True)
class LetPass(Ask[None]):
    """Let half a second pass, until something may have changed."""


@dataclass(frozen=True, slots=True)
class Pause(Ask[None]):
    """Close the terminal for residents, or open it again; kept over restarts."""

    is_paused: bool


@dataclass(frozen=True, slots=True)
class ServeNext(Ask[None]):
    """Begin a service for a resident as soon as staff have left."""

    service: str


@dataclass(frozen=True, slots=True)
class ReadHistory(Ask[Sequence[StatusNote]]):
    """Get a device's changes of the last week, newest first."""

    device: str


@dataclass(frozen=True, slots=True)
class ReadTests(Ask[Sequence[WorkNote]]):
    """Get the newest result of each guided test."""


@dataclass(frozen=True, slots=True)
class NoteWork(Ask[None]):
    """Keep what was done in the logbook and in the audit chain."""

    session: StaffSession
    kind: str
    subject: str
    outcome: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Keep(Ask[None]):
    """Keep a choice that staff made for this terminal."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReadKept(Ask[dict[str, str]]):
    """Get every choice that was kept."""


@dataclass(frozen=True, slots=True)
class Examine(Ask[Sequence[ProbeResult]]):
    """Run probes side by side, all of them when none is named."""

    probes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadVersions(Ask[tuple[tuple[str, str], ...]]):
    """Get the versions of software, drivers and firmware, each with its name."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measurement gave.

    Attributes:
        figures: Name (``technician.figure.<name>``) and value with its unit.
        cause: Key of the knowledge base where something is wrong, else empty.
    """

    figures: tuple[tuple[str, str], ...]
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Measure(Ask[Measured]):
    """Measure a part of the machine: ``line``, ``disk``, ``memory`` or ``chip``."""

    part: str


@dataclass(frozen=True, slots=True)
class ReadBadgeAgain(Ask[float]):
    """Read the staff card that is in once more; gives the seconds it took."""

    session: StaffSession


@dataclass(frozen=True, slots=True)
class DrawTestPage(Ask[bytes]):
    """Draw the test page with the moment and the terminal's name, as a PDF."""

    mark: str


@dataclass(frozen=True, slots=True)
class PrintTestSlip(Ask[object]):
    """Print a test slip on the receipt printer; gives its `SlipState`."""


@dataclass(frozen=True, slots=True)
class ShineAll(Ask[int]):
    """Let every light of the panel shine so; gives how many there are."""

    light: Light | None


@dataclass(frozen=True, slots=True)
class SetLevel(Ask[int]):
    """Set ``volume`` or ``brightness`` in percent; gives what it is then.

    Raises:
        DeviceLost: this machine has nothing to set.
    """

    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class UseCalibration(Ask[None]):
    """Correct touches so from now on."""

    calibration: Calibration
