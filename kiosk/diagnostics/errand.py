"""What staff's conversation asks of the machine; each has a text ``wait.<key>``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from kiosk.diagnostics.finding import ProbeResult
from kiosk.domain.calibration import Calibration
from kiosk.domain.staff import StaffSession
from kiosk.ports.device import DeviceStatus
from kiosk.ports.guidance import Light
from kiosk.ports.logbook import StatusNote, WorkNote
from kiosk.ports.store import CopyState
from kiosk.ports.surroundings import Senses
from kiosk.visit.ask import Ask

__all__ = [
    "BoardView",
    "ChangeVersion",
    "CountQueue",
    "DeviceView",
    "DrawTestPage",
    "EnrolAnew",
    "Examine",
    "ExportBundle",
    "ExportUnsent",
    "IdentityView",
    "Keep",
    "LetPass",
    "LookAtBoard",
    "LookAtIdentity",
    "Measure",
    "Measured",
    "NoteWork",
    "OpenCopy",
    "Pause",
    "PrintTestSlip",
    "QueueView",
    "ReadBadgeAgain",
    "ReadHistory",
    "ReadKept",
    "ReadSenses",
    "ReadTests",
    "ReadVersions",
    "RefusedDeed",
    "RestartProgram",
    "ReviveDeed",
    "ServeNext",
    "SetLevel",
    "ShineAll",
    "SignVersion",
    "StopMachine",
    "SurveyQueue",
    "SurveyVersions",
    "UseCalibration",
    "VersionWish",
    "VersionsView",
    "WriteReport",
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


@dataclass(frozen=True, slots=True)
class OpenCopy:
    """A copy of unknown fate, as staff may see it: no name, no number."""

    serial: str
    sheets: int
    reserved_at: datetime
    state: CopyState


@dataclass(frozen=True, slots=True)
class RefusedDeed:
    """A deed the centre refused, as staff may see it."""

    id: str
    kind: str
    made_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """Whatever is unfinished at this terminal.

    Attributes:
        waiting: How many deeds of each kind wait for the centre.
    """

    copies: tuple[OpenCopy, ...] = ()
    refused: tuple[RefusedDeed, ...] = ()
    waiting: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyQueue(Ask[QueueView]):
    """Look for unfinished visits: open copies, refused and waiting deeds."""


@dataclass(frozen=True, slots=True)
class ReviveDeed(Ask[None]):
    """Send a refused deed once more, because a person decided so."""

    id: str


@dataclass(frozen=True, slots=True)
class CountQueue(Ask[int]):
    """Count the sheets that were meant for paper since a moment, or ever."""

    since: str = ""


@dataclass(frozen=True, slots=True)
class WriteReport(Ask[str]):
    """Write the readiness report to the removable medium, else beside the store.

    Gives the place as staff would name it.
    """

    session: StaffSession
    results: tuple[ProbeResult, ...] = field(repr=False)
    tests: tuple[WorkNote, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ExportBundle(Ask[str]):
    """Write the support bundle, redacted and encrypted; gives the place."""

    results: tuple[ProbeResult, ...] = field(repr=False)
    history: tuple[StatusNote, ...] = field(repr=False)
    tests: tuple[WorkNote, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ExportUnsent(Ask[str]):
    """Write what still has to reach the centre, encrypted; gives the place."""


@dataclass(frozen=True, slots=True)
class SignVersion(Ask[tuple[str, bytes]]):
    """Have version and state of the software signed; gives the text and its code."""


@dataclass(frozen=True, slots=True)
class VersionsView:
    """Which versions lie here; all empty where the program runs from a checkout.

    Attributes:
        before: The one that going back would take; empty where there is none.
        here: Those that lie beside the current one, the newest first.
        failed: Those of them that did not prove themselves here.
        changed, state, reason: The newest change, as the centre is told it.
    """

    current: str = ""
    before: str = ""
    here: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    changed: str = ""
    state: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SurveyVersions(Ask[VersionsView]):
    """Look which versions lie here, and what became of the newest change."""


class VersionWish(StrEnum):
    """What may be wished of the installed versions."""

    FETCH = "fetch"
    INSTALL = "install"
    GO_BACK = "go-back"


@dataclass(frozen=True, slots=True)
class ChangeVersion(Ask[str]):
    """Fetch, install or take back a version; gives its name, empty for none newer.

    Raises:
        UpdateRefused: it is not to be believed or does not fit; nothing was changed.
        CentreUnreachable: the line; the next try goes on from here.
        DeviceLost: nobody who may change versions answered.
    """

    wish: VersionWish
    version: str = ""


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Who this terminal is to the centre.

    Attributes:
        ends_on: Day on which its certificate ends; empty where it has none.
    """

    name: str
    ends_on: str = ""
    is_valid: bool = False


@dataclass(frozen=True, slots=True)
class LookAtIdentity(Ask[IdentityView]):
    """Tell who this terminal is and until when."""


@dataclass(frozen=True, slots=True)
class EnrolAnew(Ask[str]):
    """Show a code to the centre and take the identity it gives; gives the name.

    One for another name than this terminal's is not taken into use.

    Raises:
        CentreUnreachable, CentreRefused: the former identity stands.
        StoreFault: the place of the identity cannot be written.
    """

    code: str = field(repr=False)

    is_deed: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class RestartProgram(Ask[None]):
    """End this program; its supervisor starts it anew."""


@dataclass(frozen=True, slots=True)
class StopMachine(Ask[None]):
    """Begin to ``restart`` or ``shut-down`` the machine."""

    how: str

    is_deed: ClassVar[bool] = True
