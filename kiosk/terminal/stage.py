"""What the core needs of a screen: one scene at a time, and nothing of Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.item_directory import ItemDirectory
from kiosk.ports.hall_board import HallBoard

if TYPE_CHECKING:
    from kiosk.visit.ask import Ask

__all__ = [
    "Choice",
    "Closure",
    "Controls",
    "IdleWarning",
    "Offer",
    "OutOfServiceScene",
    "Scene",
    "ServingScene",
    "Stage",
    "StartingScene",
    "WelcomeScene",
]


class Closure(StrEnum):
    """Why a service is closed now; each has a text ``closed.<value>``."""

    STARTING = "starting"
    NO_READER = "no-reader"
    NO_CAMERA = "no-camera"
    NO_PRINTER = "no-printer"
    NO_PAPER = "no-paper"
    NO_TONER = "no-toner"
    PAPER_JAM = "paper-jam"
    NO_CENTRE = "no-centre"
    NO_STORE = "no-store"
    NO_DOCUMENTS = "no-documents"
    NO_SCANNER = "no-scanner"
    TAMPERED = "tampered"
    BATTERY_LOW = "battery-low"
    PAUSED = "paused"
    DISMISSED = "dismissed"
    BY_ORDER = "by-order"
    BY_PROFILE = "by-profile"
    SYNC_AGE = "sync-age"
    OUTBOX_COUNT = "outbox-count"
    OUTBOX_AGE = "outbox-age"
    DISK_FREE = "disk-free"
    CLOCK_DRIFT = "clock-drift"
    SIGNERS_AGE = "signers-age"
    SOFTWARE_AGE = "software-age"
    SUPPLIES = "supplies"


@dataclass(frozen=True, slots=True)
class Offer:
    """One service on the welcome screen, open or closed with reasons.

    Attributes:
        is_limited: Open for those only for whom something was prepared here.
    """

    key: str
    closures: tuple[Closure, ...] = ()
    is_limited: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a resident may start it now."""
        return not self.closures


@dataclass(frozen=True, slots=True)
class StartingScene:
    """The machine is getting ready."""


@dataclass(frozen=True, slots=True)
class WelcomeScene:
    """The terminal waits for the next resident.

    Attributes:
        board: What the hall tells everybody.
        directory: Business items by name; they are open as their service is.
    """

    offers: tuple[Offer, ...]
    board: HallBoard = field(default_factory=HallBoard)
    directory: ItemDirectory = field(default_factory=ItemDirectory)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a resident chose on the welcome screen: a service, or one thing of it.

    Attributes:
        about: Id of a business item; empty for the service itself.
    """

    service: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class OutOfServiceScene:
    """Nothing can be done here now; the reasons say why."""

    closures: tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class ServingScene:
    """One question of a visit is open.

    Attributes:
        visit: Number of the visit, for matching answers; no personal data.
        step: Number of the ask within the visit, so a late touch is dropped.
        service: Key of the service, for the heading.
        can_leave: False between handing pages to the printer and their outcome.
    """

    visit: int
    step: int
    service: str
    ask: Ask[object]
    can_go_back: bool
    can_leave: bool


@dataclass(frozen=True, slots=True)
class IdleWarning:
    """Shown over the scene: the visit ends in so many seconds."""

    seconds_left: int


Scene = StartingScene | WelcomeScene | OutOfServiceScene | ServingScene


class Stage(Protocol):
    """Shows scenes; called in the GUI thread only."""

    def show(self, scene: Scene) -> None:
        """Replace the scene."""

    def progress(self, step: int, value: object) -> None:
        """Hand a device's progress (camera picture, sheets) to the open scene."""

    def warn_idle(self, warning: IdleWarning | None) -> None:
        """Lay the countdown over the scene, or take it away."""

    def acknowledge_call(self) -> None:
        """Say that help was called by the terminal's own button."""

    def greet(self) -> None:
        """Somebody came while the terminal waits: be awake and friendly."""

    def reset_comfort(self) -> None:
        """Put language, text size and contrast back for the next person."""


class Controls(Protocol):
    """What a person at the screen may do; called in the GUI thread only."""

    def choose(self, service_key: str, about: str = "") -> None:
        """Start an open service from the welcome screen, at one thing of it."""

    def answer(self, step: int, value: object) -> None:
        """Answer the open question; an answer to another step is dropped."""

    def back(self) -> None:
        """Return to the last choice, where there is one."""

    def leave(self) -> None:
        """End the visit now, where the open question allows it."""

    def touched(self) -> None:
        """Somebody is still there: patience starts anew, the countdown ends."""

    def call_staff(self) -> None:
        """Call a member of staff to this terminal."""

    def call_technician(self) -> None:
        """Let a member of staff in once nobody is being served."""
