"""The panel's side of the line protocol: questions in, answers out.

It shares no code with the driver, so that the two check one another.
"""

from __future__ import annotations

import binascii
import time
from typing import TYPE_CHECKING

from kiosk.ports.guidance import Colour, Direction, Light, Pace, Place

if TYPE_CHECKING:
    from drivers.simulated.panel_cabinet import PanelCabinet

__all__ = ["PanelFirmware", "framed"]

_HEAD = 3
_DARK_AFTER_SECONDS = 10.0
"""Lamps go out when the terminal has been silent for so long."""


def framed(sequence: str, words: str, version: str = "1") -> bytes:
    """Write a frame with its checksum."""
    body = f"{version} {sequence} {words}"
    return f":{body}*{_checksum(body):04X}\r\n".encode()


class PanelFirmware:
    """State of one panel's program, which a power cycle forgets."""

    def __init__(self, cabinet: PanelCabinet, places: frozenset[Place]) -> None:
        """Start with all lamps out."""
        self._cabinet = cabinet
        self._places = places
        self._heard_at = time.monotonic()
        self.version = "1"

    def split(self, received: bytes) -> tuple[list[str], bytes]:
        """Take the whole lines out of what came; gives the rest, too."""
        *lines, rest = received.replace(b"\r", b"\n").split(b"\n")
        return [line.decode("ascii", "replace") for line in lines if line], rest

    def answer(self, line: str) -> bytes:
        """Answer one line; one with a wrong checksum not at all."""
        body, star, check = line[line.rfind(":") + 1 :].partition("*")
        if not star or check != f"{_checksum(body):04X}":
            return b""
        self._heard_at = time.monotonic()
        version, sequence, words = [*body.split(" ", _HEAD - 1), "", ""][:_HEAD]
        if version != self.version:
            return framed("00", "no version", self.version)
        return framed(sequence, self._reply(words.split(" ")), self.version)

    def watch_silence(self) -> None:
        """Put the lamps out when nobody has spoken for long."""
        if time.monotonic() - self._heard_at > _DARK_AFTER_SECONDS:
            self._cabinet.darken()

    def state(self) -> str:
        """Give the words of a report."""
        cabinet = self._cabinet
        axes = (cabinet.presence, cabinet.door, cabinet.tamper, cabinet.power)
        told = ["-" if axis == "unknown" else str(axis) for axis in axes]
        return f"state {' '.join(told)} {cabinet.calls}"

    def greeting(self) -> str:
        """Give the words the panel introduces itself with."""
        return f"panel twin {','.join(sorted(self._places)) or '-'}"

    def _reply(self, words: list[str]) -> str:
        match words:
            case ["hello"]:
                return self.greeting()
            case ["state"]:
                return self.state()
            case ["dark"]:
                self._cabinet.darken()
                return "done"
            case ["light", place, pace, colour, direction]:
                return self._shine(place, pace, colour, direction)
        return "no word"

    def _shine(self, place: str, pace: str, colour: str, direction: str) -> str:
        try:
            light = Light(
                Place(place), Pace(pace), Colour(colour), Direction(direction)
            )
        except ValueError:
            return "no word"
        if light.place not in self._places:
            return "no place"
        self._cabinet.shine(light)
        return "done"


def _checksum(body: str) -> int:
    return binascii.crc_hqx(body.encode("ascii", "replace"), 0xFFFF)
