"""Receipt printers to play with: on a pseudo-terminal, on the network, in the process.

Each leaves its slips as pictures in a directory, ``slip-001.png`` and so on;
what was torn off half-way is ``torn-001.png``.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from typing import TYPE_CHECKING

from drivers.simulated.receipt_firmware import ReceiptFirmware, ReceiptTrouble
from drivers.simulated.samv_line import SamvLine, Send
from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

__all__ = ["ReceiptTwin"]

_READ_BYTES = 4096
_JOIN_SECONDS = 2.0


class ReceiptTwin:
    """A receipt printer as a device file; commands: see `do`.

    The file is a link ``receipt-printer`` in a directory, so that an unplugged
    and plugged printer keeps its name as under ``/dev/serial/by-id``.
    """

    def __init__(self, directory: Path, *, is_network: bool = False) -> None:
        """Plug the printer in, by a serial cable or into the network."""
        self._link = directory / "receipt-printer"
        self._tray = directory / "slips"
        self._tray.mkdir(parents=True, exist_ok=True)
        self._is_network = is_network
        self._firmware = ReceiptFirmware(self._lay_down)
        self._line: SamvLine | _Socket | None = None
        self._tcp_port = 0
        self.plug()

    @property
    def port(self) -> str:
        """Path of the device file, or address on the network."""
        if self._is_network:
            return f"tcp://127.0.0.1:{self._tcp_port}"
        return str(self._link)

    def printed(self) -> list[Path]:
        """Give the whole slips so far, the oldest first."""
        return sorted(self._tray.glob("slip-*.png"))

    def torn(self) -> list[Path]:
        """Give the pieces that were torn off half-way."""
        return sorted(self._tray.glob("torn-*.png"))

    def plug(self) -> None:
        """Plug the printer in again under the same name."""
        if self._line is None and self._is_network:
            self._line = _Socket(self._tcp_port, self._firmware)
            self._tcp_port = self._line.port
        elif self._line is None:
            self._line = SamvLine(self._link, 0.0, self._answers)

    def unplug(self) -> None:
        """Pull the data cable."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def close(self) -> None:
        """Take the printer away."""
        self.unplug()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        ``fault(name)`` with a `ReceiptTrouble`, ``mend()``, ``power(on)``,
        ``unplug()``, ``plug()``, ``state()``; each gives troubles, slips, and
        whether it is on and plugged.

        Raises:
            InvalidValue: unknown command or trouble.
        """
        match command:
            case "fault":
                self._firmware.fault(_trouble(arguments.get("name")))
            case "mend":
                self._firmware.mend()
            case "power":
                self._firmware.power(on=bool(arguments.get("on", True)))
            case "plug":
                self.plug()
            case "unplug":
                self.unplug()
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)
        return {
            "troubles": self._firmware.troubles,
            "slips": [path.name for path in self.printed()],
            "is_on": self._firmware.is_on,
            "is_plugged": self._line is not None,
        }

    def _answers(self, received: bytes, send: Send) -> bytes:
        answer = self._firmware.receive(received)
        if answer:
            send(answer)
        return b""

    def _lay_down(self, paper: Image.Image, is_whole: bool) -> None:  # noqa: FBT001 - a fact, not a switch
        kind = "slip" if is_whole else "torn"
        count = len(list(self._tray.glob(f"{kind}-*.png")))
        unfinished = self._tray / f".{kind}.png"
        paper.save(unfinished)
        unfinished.rename(self._tray / f"{kind}-{count + 1:03}.png")


class _Socket:
    """A printer's network port: one connection at a time, as in real ones."""

    def __init__(self, port: int, firmware: ReceiptFirmware) -> None:
        self._firmware = firmware
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listening.getsockname()[1]
        self._awake, self._wake = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="tcp", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._wake.send(b".")
        self._thread.join(_JOIN_SECONDS)
        for each in (self._listening, self._awake, self._wake):
            each.close()

    def _serve(self) -> None:
        while self._is_wanted(self._listening):
            caller, _ = self._listening.accept()
            with caller, contextlib.suppress(OSError):
                while self._is_wanted(caller):
                    if not (content := caller.recv(_READ_BYTES)):
                        break
                    caller.sendall(self._firmware.receive(content))

    def _is_wanted(self, source: socket.socket) -> bool:
        """Wait for something to come; false when the port is closed."""
        ready, _, _ = select.select([source, self._awake], [], [])
        return self._awake not in ready


def _trouble(name: object) -> ReceiptTrouble:
    try:
        return ReceiptTrouble(str(name))
    except ValueError:
        raise InvalidValue(field="fault", reason=str(name)) from None
