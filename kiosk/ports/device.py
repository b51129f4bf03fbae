"""What every device has in common, in the vocabulary of XFS4IoT.

Source: CEN CWA 16926 (XFS4IoT), Common interface, reduced to what a hall needs.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.fault import Cancelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.ports.capability import Capabilities

__all__ = [
    "Cancellation",
    "Device",
    "DeviceState",
    "DeviceStatus",
    "MediaState",
    "Part",
    "SupplyLevel",
]


class DeviceState(StrEnum):
    """State of a device as a whole; *unavailable* is not *unknown*."""

    STARTING = "starting"
    ONLINE = "online"
    OFFLINE = "offline"
    NO_DEVICE = "no-device"
    HARDWARE_ERROR = "hardware-error"
    USER_ERROR = "user-error"
    BUSY = "busy"
    TAMPERED = "tampered"


class MediaState(StrEnum):
    """Whether a card or a sheet is in the device."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    NOT_PRESENT = "not-present"
    JAMMED = "jammed"


class SupplyLevel(StrEnum):
    """Level of one named supply."""

    UNKNOWN = "unknown"
    OK = "ok"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """Changing facts of a device, each axis by itself.

    Attributes:
        cause: Fault key that explains a state other than online, else empty.
        detail: Technical words for the technician; never personal data.
        supplies: Level of each named supply, e.g. ``{"paper": LOW}``.
    """

    state: DeviceState
    media: MediaState = MediaState.UNKNOWN
    supplies: Mapping[str, SupplyLevel] = field(
        default_factory=lambda: MappingProxyType({})
    )
    cause: str = ""
    detail: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether a service may count on the device now."""
        supplied = SupplyLevel.OUT not in self.supplies.values()
        return self.state in (DeviceState.ONLINE, DeviceState.BUSY) and supplied


class Cancellation:
    """A command's way to learn that nobody wants its result any more."""

    def __init__(self) -> None:
        """Start out wanted."""
        self._event = threading.Event()

    def cancel(self) -> None:
        """Call the command off; may be called from any thread, more than once."""
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the command was called off."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Pause for a while.

        Raises:
            Cancelled: at once when the command is called off.
        """
        if self._event.wait(seconds):
            raise Cancelled


class Part(Protocol):
    """Anything a worker owns and watches, used from its own thread only."""

    @property
    def name(self) -> str:
        """Stable name for logs, e.g. ``card-reader``."""

    def status(self) -> DeviceStatus:
        """Tell the present state without waiting more than 0.5 s; never raises."""

    def close(self) -> None:
        """Give the device back; a second call does nothing."""


class Device(Part, Protocol):
    """A piece of hardware or a twin of one, used from its own thread only."""

    def capabilities(self) -> Capabilities:
        """Tell what the device is and can do, within 0.5 s; never raises.

        What only the device knows is empty while it cannot be reached.
        """
