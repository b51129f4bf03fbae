"""Code scanners to play with: one on a real pseudo-terminal, one in the process."""

from __future__ import annotations

import threading
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.simulated.samv_line import SamvLine, Send
from kiosk.domain.fault import Cancelled, DeviceLost, InvalidValue
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.ports.device import Cancellation

__all__ = ["SCAN_FAULTS", "ScannerTwin", "SimulatedScanner"]

SCAN_FAULTS = {
    "none": "",
    "torn": "torn",  # the end of the line never comes
    "length": "length",  # longer than any code
    "garbled": "not-text",  # bytes that are no text
}
"""What may be wrong with a scan, and the reason the scanner tells."""

_BITS_A_BYTE = 10
_TOO_LONG = 4500
_LOOK_SECONDS = 0.05


class ScannerTwin:
    """A scanner as a device file; commands: see `do`.

    The file is a link ``scanner`` in a directory, so that an unplugged and
    plugged scanner keeps its name as under ``/dev/serial/by-id``.
    """

    def __init__(self, directory: Path, *, baud: int = 115200) -> None:
        """Plug the scanner in; codes come at the pace of the baud rate."""
        self._link = directory / "scanner"
        self._byte_seconds = _BITS_A_BYTE / baud
        self._line: SamvLine | None = None
        self.plug()

    @property
    def port(self) -> str:
        """Path of the device file."""
        return str(self._link)

    def scan(self, text: str, suffix: str = "\r", fault: str = "none") -> None:
        """Hold a code before the scanner."""
        if fault not in SCAN_FAULTS:
            raise InvalidValue(field="fault", reason=fault)
        whole = (text + suffix).encode()
        spoiled = {
            "torn": text.encode()[: max(1, len(text) // 2)],
            "length": b"A" * _TOO_LONG + whole,
            "garbled": b"\xff\xfe\x00" + whole,
        }
        self._send(spoiled.get(fault, whole))

    def noise(self, content: bytes) -> None:
        """Let bytes come that no code is in."""
        self._send(content)

    def plug(self) -> None:
        """Plug the scanner in again under the same name."""
        if self._line is None:
            self._line = SamvLine(self._link, self._byte_seconds, _heard)

    def unplug(self) -> None:
        """Pull the plug; the device file vanishes."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def close(self) -> None:
        """Take the scanner away."""
        self.unplug()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        r"""Carry out a command given from outside, with JSON-able arguments.

        ``scan(text, suffix="\\r", fault="none")``, ``noise(hex)``,
        ``unplug()``, ``plug()``, ``state()``; each gives
        ``{"is_plugged": ...}``.

        Raises:
            InvalidValue: unknown command or fault, or no text.
        """
        match command:
            case "scan":
                self.scan(
                    _text(arguments),
                    str(arguments.get("suffix", "\r")),
                    str(arguments.get("fault", "none")),
                )
            case "noise":
                self.noise(_bytes(arguments))
            case "plug":
                self.plug()
            case "unplug":
                self.unplug()
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)
        return {"is_plugged": self._line is not None}

    def _send(self, content: bytes) -> None:
        if self._line is not None:
            self._line.send(content)


class SimulatedScanner:
    """Twin in the process that implements `kiosk.ports.scanner.Scanner`.

    The scanner's methods belong to the device's thread; scanning and plugging
    may be done from any thread.
    """

    def __init__(self, *, name: str = "scanner", patience_seconds: float = 3.0) -> None:
        """Start plugged in."""
        self._name = name
        self._patience_seconds = patience_seconds
        self._changed = threading.Condition()
        self._scanned: tuple[str, str] | None = None
        self._is_wanted = False
        self._is_plugged = True

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell whether the twin is plugged in."""
        if self._is_plugged:
            return DeviceStatus(DeviceState.ONLINE)
        return DeviceStatus(DeviceState.NO_DEVICE, cause=DeviceLost.key)

    def capabilities(self) -> Capabilities:
        """Tell that it is a twin, and what it stands for."""
        return Capabilities(
            frozenset({DeviceClass.BARCODE_READER}),
            model="twin",
            driver="simulated",
            features=MappingProxyType({Feature.LINE: ("none",)}),
        )

    def read(self, cancellation: Cancellation) -> str:
        """Wait for a code; see `Scanner.read`."""
        with self._changed:
            self._scanned, self._is_wanted = None, True
            try:
                text, fault = self._await_scan(cancellation)
            finally:
                self._is_wanted = False
        if SCAN_FAULTS[fault]:
            raise InvalidValue(field="code", reason=SCAN_FAULTS[fault])
        return text

    def close(self) -> None:
        """Nothing to give back."""

    def scan(self, text: str, fault: str = "none") -> None:
        """Hold a code before the scanner; lost when nobody waits for one."""
        if fault not in SCAN_FAULTS:
            raise InvalidValue(field="fault", reason=fault)
        with self._changed:
            if self._is_wanted and self._is_plugged:
                self._scanned = (text, fault)
                self._changed.notify_all()

    def plug(self, *, is_plugged: bool = True) -> None:
        """Plug the scanner in, or pull its plug."""
        with self._changed:
            self._is_plugged = is_plugged
            self._changed.notify_all()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        ``scan(text, fault="none")``, ``unplug()``, ``plug()``, ``state()``;
        each gives ``{"is_plugged": ...}``.

        Raises:
            InvalidValue: unknown command or fault, or no text.
        """
        match command:
            case "scan":
                self.scan(_text(arguments), str(arguments.get("fault", "none")))
            case "plug" | "unplug":
                self.plug(is_plugged=command == "plug")
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)
        return {"is_plugged": self._is_plugged}

    def _await_scan(self, cancellation: Cancellation) -> tuple[str, str]:
        plugged_at = time.monotonic()
        while self._scanned is None:
            if cancellation.is_cancelled:
                raise Cancelled
            now = time.monotonic()
            plugged_at = now if self._is_plugged else plugged_at
            if now - plugged_at > self._patience_seconds:
                raise DeviceLost(part=self._name)
            self._changed.wait(_LOOK_SECONDS)
        return self._scanned


def _heard(_received: bytes, _send: Send) -> bytes:
    """Take no notice: a scanner has nothing to be asked."""
    return b""


def _text(arguments: dict[str, object]) -> str:
    text = arguments.get("text")
    if not isinstance(text, str):
        raise InvalidValue(field="text", reason="not a text")
    return text


def _bytes(arguments: dict[str, object]) -> bytes:
    try:
        return bytes.fromhex(str(arguments.get("hex", "")))
    except ValueError:
        raise InvalidValue(field="hex", reason="not hex digits") from None
