"""What surrounds a simulated panel: a person, doors, a UPS, a button and lamps."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from kiosk.domain.fault import InvalidValue
from kiosk.ports.guidance import Light, Pace, Place
from kiosk.ports.surroundings import Door, Power, Presence, Tamper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["PanelCabinet"]

_CALLS = 256


class PanelCabinet:
    """The cabinet as hands find it; may be used from any thread."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Start calm: nobody there, doors closed, on mains, lamps out.

        ``changed`` is called after every change but that of a lamp.
        """
        self._changed = changed
        self._lock = threading.Lock()
        self._lights: dict[Place, Light] = {}
        self.presence = Presence.NOT_PRESENT
        self.door = Door.CLOSED
        self.tamper = Tamper.SOUND
        self.power = Power.MAINS
        self.calls = 0

    def shine(self, light: Light) -> None:
        """Let a lamp shine."""
        with self._lock:
            self._lights[light.place] = light

    def darken(self) -> None:
        """Put all lamps out."""
        with self._lock:
            self._lights.clear()

    def shining(self) -> dict[str, str]:
        """Give the lamps that shine, e.g. ``{"printer": "slow green exit"}``."""
        with self._lock:
            return {
                str(light.place): f"{light.pace} {light.colour} {light.direction}"
                for light in self._lights.values()
                if light.pace is not Pace.OFF
            }

    def move(self, command: str, arguments: Mapping[str, object]) -> None:
        """Move one thing; see `PanelTwin.do` for the commands.

        Raises:
            InvalidValue: unknown command or value.
        """
        on = bool(arguments.get("on", True))
        match command:
            case "presence":
                self.presence = Presence.PRESENT if on else Presence.NOT_PRESENT
            case "door":
                self.door = Door.OPEN if on else Door.CLOSED
            case "tamper":
                self.tamper = Tamper.TAMPERED if on else Tamper.SOUND
            case "power":
                self.power = _power(arguments)
            case "call":
                self.calls = (self.calls + 1) % _CALLS
            case _:
                raise InvalidValue(field="command", reason=command)
        self._changed()

    def described(self) -> dict[str, object]:
        """Give everything for the bench."""
        return {
            "presence": str(self.presence),
            "door": str(self.door),
            "tamper": str(self.tamper),
            "power": str(self.power),
            "calls": self.calls,
            "lights": self.shining(),
        }


def _power(arguments: Mapping[str, object]) -> Power:
    source = str(arguments.get("source", ""))
    if source not in set(Power):
        raise InvalidValue(field="source", reason=source)
    return Power(source)
