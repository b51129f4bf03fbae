"""What staff's conversation asks about what lies here: work, versions, identity.

Each has a text ``wait.<key>``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from kiosk.diagnostics.finding import ProbeResult
from kiosk.domain.staff import StaffSession
from kiosk.ports.logbook import StatusNote, WorkNote
from kiosk.ports.store import CopyState
from kiosk.visit.ask import Ask

__all__ = [
    "ChangeVersion",
    "CountQueue",
    "EnrolAnew",
    "ExportBundle",
    "ExportUnsent",
    "IdentityView",
    "LookAtIdentity",
    "OpenCopy",
    "QueueView",
    "RefusedDeed",
    "RestartProgram",
    "ReviveDeed",
    "SignVersion",
    "StopMachine",
    "SurveyQueue",
    "SurveyVersions",
    "VersionWish",
    "VersionsView",
    "WriteReport",
]


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
