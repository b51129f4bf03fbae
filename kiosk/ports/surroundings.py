"""What the terminal senses around itself: people, doors, tampering, power.

Source: the Auxiliaries interface of CEN CWA 16926 (XFS4IoT).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kiosk.ports.device import Device

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Door",
    "Happening",
    "Power",
    "Presence",
    "Senses",
    "Surroundings",
    "Tamper",
]


class Presence(StrEnum):
    """Whether somebody stands before the terminal."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    NOT_PRESENT = "not-present"


class Door(StrEnum):
    """The service door of the cabinet."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    OPEN = "open"


class Tamper(StrEnum):
    """The tamper switches; *tampered* stays until the panel is reset by hand."""

    UNKNOWN = "unknown"
    SOUND = "sound"
    TAMPERED = "tampered"


class Power(StrEnum):
    """What the terminal lives on; *low* means minutes are left."""

    UNKNOWN = "unknown"
    MAINS = "mains"
    BATTERY = "battery"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Senses:
    """What is sensed now, each axis by itself and debounced."""

    presence: Presence = Presence.UNKNOWN
    door: Door = Door.UNKNOWN
    tamper: Tamper = Tamper.UNKNOWN
    power: Power = Power.UNKNOWN


class Happening(StrEnum):
    """An unsolicited event."""

    PERSON_CAME = "person-came"
    PERSON_LEFT = "person-left"
    DOOR_OPENED = "door-opened"
    DOOR_CLOSED = "door-closed"
    TAMPERED = "tampered"
    TAMPER_CLEARED = "tamper-cleared"
    MAINS_LOST = "mains-lost"
    BATTERY_LOW = "battery-low"
    MAINS_BACK = "mains-back"
    CALL_PRESSED = "call-pressed"


class Surroundings(Device, Protocol):
    """Sensors and switches of the cabinet."""

    def senses(self) -> Senses:
        """Tell what was sensed last, without waiting; *unknown* while lost."""

    def attend(self, seconds: float) -> Sequence[Happening]:
        """Listen for at most so long; give what happened, in order.

        Returns as soon as something happened, and at the latest after the
        time, also when the device is lost; what happened while it was lost is
        found by comparing when it is back. Never raises.
        """
