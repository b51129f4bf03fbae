"""What the terminal expects of the lights that lead a hand to the right device.

Source: the Lights interface of CEN CWA 16926 (XFS4IoT), reduced to four paces.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.ports.device import Device

__all__ = ["Colour", "Direction", "GuidanceLights", "Light", "Pace", "Place"]


class Place(StrEnum):
    """Which device a light belongs to."""

    CARD_READER = "card-reader"
    ID_CARD_READER = "id-card-reader"
    SCANNER = "scanner"
    CAMERA = "camera"
    PRINTER = "printer"
    RECEIPT_PRINTER = "receipt-printer"
    STATUS = "status"


class Pace(StrEnum):
    """How a light shines; slow is about 1 Hz, fast about 4 Hz."""

    OFF = "off"
    ON = "on"
    SLOW = "slow"
    FAST = "fast"


class Colour(StrEnum):
    """Colour of a light; a lamp of one colour shines in its own."""

    WHITE = "white"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"


class Direction(StrEnum):
    """Whether something goes in (a card) or comes out (a sheet)."""

    NONE = "none"
    ENTRY = "entry"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Light:
    """How the light at one place shall shine."""

    place: Place
    pace: Pace
    colour: Colour = Colour.GREEN
    direction: Direction = Direction.NONE


class GuidanceLights(Device, Protocol):
    """Lights beside the devices; a hall without them loses nothing but comfort."""

    def places(self) -> frozenset[Place]:
        """Tell which places have a light; none as long as that is not known."""

    def show(self, light: Light) -> None:
        """Let one light shine as told until told otherwise.

        What is asked while the lights are away is shown when they are back.

        Raises:
            InvalidValue: there is no light at the place.
            DeviceLost: the lights are away.
            Expired: they did not answer.
        """

    def darken(self) -> None:
        """Put all lights out, as at the end of every visit.

        Raises:
            DeviceLost, Expired: as with `show`.
        """
