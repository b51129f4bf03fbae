"""Hall panels to play with: one on a real pseudo-terminal, one in the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.simulated.panel_cabinet import PanelCabinet
from drivers.simulated.panel_firmware import PanelFirmware, framed
from drivers.simulated.samv_line import SamvLine, Send
from kiosk.domain.fault import InvalidValue
from kiosk.ports.guidance import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["PANEL_FAULTS", "PanelTwin"]

PANEL_FAULTS = (
    "none",
    "mute",  # hears nothing and says nothing
    "garbled",  # every frame it sends has a wrong checksum
    "foreign",  # speaks another version
    "rubbish",  # right checksums around words nobody knows
)
_BITS_A_BYTE = 10
_MOST_BOUNCES = 50
_NOISE = bytes.fromhex("00FF3A31203030207374617465")
"""Looks like the beginning of a report."""


class PanelTwin:
    """A panel as a device file; commands: see `do`.

    The file is a link ``panel`` in a directory, so that an unplugged and
    plugged panel keeps its name as under ``/dev/serial/by-id``.
    """

    def __init__(
        self,
        directory: Path,
        *,
        baud: int = 115200,
        places: Iterable[Place] = tuple(Place),
    ) -> None:
        """Plug the panel in; it has lamps at the places."""
        self._link = directory / "panel"
        self._byte_seconds = _BITS_A_BYTE / baud
        self._places = frozenset(places)
        self._fault = "none"
        self._is_quiet = False
        self._line: SamvLine | None = None
        self.cabinet = PanelCabinet(self._report)
        self._firmware = PanelFirmware(self.cabinet, self._places)
        self.plug()

    @property
    def port(self) -> str:
        """Path of the device file."""
        return str(self._link)

    def fault(self, name: str) -> None:
        """Let the panel misbehave until told otherwise; one of `PANEL_FAULTS`."""
        if name not in PANEL_FAULTS:
            raise InvalidValue(field="fault", reason=name)
        self._fault = name
        self._firmware.version = "9" if name == "foreign" else "1"

    def bounce(self, command: str, times: int = 5) -> None:
        """Let a contact bounce: on and off so often within milliseconds, then on."""
        for _ in range(times):
            self.cabinet.move(command, {"on": True})
            self.cabinet.move(command, {"on": False})
        self.cabinet.move(command, {"on": True})

    def noise(self, content: bytes = _NOISE) -> None:
        """Let bytes come that no frame is in."""
        if self._line is not None:
            self._line.send(content)

    def reset(self) -> None:
        """Switch the panel off and on: it forgets lamps and calls and says so."""
        self.cabinet.darken()
        self.cabinet.calls = 0
        self._firmware = PanelFirmware(self.cabinet, self._places)
        self._send(framed("00", self._firmware.greeting()))

    def plug(self) -> None:
        """Plug the panel in again under the same name."""
        if self._line is None:
            self._line = SamvLine(self._link, self._byte_seconds, self._answers)

    def unplug(self) -> None:
        """Pull the plug; the panel loses power and its device file vanishes."""
        line, self._line = self._line, None
        if line is not None:
            line.close()
            self.cabinet.darken()
            self.cabinet.calls = 0

    def close(self) -> None:
        """Take the panel away."""
        self.unplug()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        ``presence(on=True)``, ``door(on=True)`` (open), ``tamper(on=True)``,
        ``power(source)`` (mains, battery, low, unknown), ``call()``,
        ``bounce(switch, times=5)``, ``fault(name)``, ``noise(hex=...)``,
        ``reset()``, ``unplug()``, ``plug()``, ``state()``; each gives all
        senses, the lamps that shine, and ``is_plugged``.

        Raises:
            InvalidValue: unknown command, fault or value.
        """
        match command:
            case "fault":
                self.fault(str(arguments.get("name", "")))
            case "bounce":
                self.bounce(str(arguments.get("switch", "")), _times(arguments))
            case "noise":
                self.noise(_bytes(arguments))
            case "reset" | "plug" | "unplug":
                {"reset": self.reset, "plug": self.plug, "unplug": self.unplug}[
                    command
                ]()
            case "state":
                pass
            case _:
                self.cabinet.move(command, arguments)
        self._firmware.watch_silence()
        return self.cabinet.described() | {"is_plugged": self._line is not None}

    def _report(self) -> None:
        self._send(framed("00", self._firmware.state(), self._firmware.version))

    def _answers(self, received: bytes, send: Send) -> bytes:
        """Answer the questions in what came; give the unfinished rest."""
        lines, rest = self._firmware.split(received)
        for line in lines:
            send(self._spoiled(self._firmware.answer(line)))
        return rest

    def _send(self, frame: bytes) -> None:
        if self._line is not None:
            self._line.send(self._spoiled(frame))

    def _spoiled(self, frame: bytes) -> bytes:
        match self._fault:
            case "mute":
                return b""
            case "garbled":
                return frame.replace(b"*", b"x*")
            case "rubbish" if frame:
                return framed(frame[3:5].decode(), "what is this")
        return frame


def _times(arguments: Mapping[str, object]) -> int:
    told = str(arguments.get("times", 5))
    if not (told.isascii() and told.isdecimal() and int(told) <= _MOST_BOUNCES):
        raise InvalidValue(field="times", reason="not a small number")
    return int(told)


def _bytes(arguments: Mapping[str, object]) -> bytes:
    try:
        return bytes.fromhex(str(arguments.get("hex", _NOISE.hex())))
    except ValueError:
        raise InvalidValue(field="hex", reason="not hex digits") from None
