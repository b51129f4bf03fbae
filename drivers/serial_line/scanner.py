"""A code scanner on a serial port: one code a line, ended by CR, LF or both."""

from __future__ import annotations

import time
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.serial_line.line import Line, LineGatherer
from drivers.serial_line.link import SerialLink
from kiosk.domain.fault import Cancelled, DeviceLost, InvalidValue
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.scanner import LONGEST_CODE

if TYPE_CHECKING:
    from kiosk.ports.device import Cancellation

__all__ = ["SerialScanner", "code_text"]

_TORN_SECONDS = 0.3
_RETRY_SECONDS = 0.1


def code_text(line: Line) -> str:
    """Give a line's code as text.

    Codes of others may be in any script, so any UTF-8 without control
    characters is text; whose code it is, is asked later.

    Raises:
        InvalidValue: reason ``length``, ``torn`` or ``not-text``.
    """
    if line.flaw:
        raise InvalidValue(field="code", reason=line.flaw)
    text = line.content.decode("utf-8", "replace")
    if "\N{REPLACEMENT CHARACTER}" in text or not text.isprintable():
        raise InvalidValue(field="code", reason="not-text")
    return text


class SerialScanner:
    """Reads codes; implements `kiosk.ports.scanner.Scanner`.

    The scanner has to be set up to send at once what it sees, with CR or LF
    behind it; USB scanners in serial (CDC) mode work the same way.
    """

    def __init__(
        self,
        port: str,
        *,
        name: str = "scanner",
        baud: int = 9600,
        patience_seconds: float = 3.0,
    ) -> None:
        """Prepare; the port is opened by the first call.

        Args:
            port: Device path, best as ``/dev/serial/by-id/...``.
            name: Stable name for logs.
            baud: Speed of the line; without meaning on USB.
            patience_seconds: How long a missing scanner is ridden out while
                waiting, before it is told as `DeviceLost`.
        """
        self._link = SerialLink(port, baud)
        self._name = name
        self._patience_seconds = patience_seconds
        self._gatherer = LineGatherer(LONGEST_CODE)
        self._heard_at = 0.0
        self._is_settled = False

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell whether the port is there; a scanner answers no questions."""
        try:
            # Reading, unlike asking the driver, finds out that the port went.
            self._link.read_some()
        except DeviceLost as fault:
            state = DeviceState.NO_DEVICE
            return DeviceStatus(state, cause=fault.key, detail=str(fault))
        return DeviceStatus(DeviceState.ONLINE)

    def capabilities(self) -> Capabilities:
        """Tell the line; a scanner answers no questions about itself."""
        return Capabilities(
            frozenset({DeviceClass.BARCODE_READER}),
            driver=f"pyserial {version('pyserial')}",
            features=MappingProxyType({Feature.LINE: ("serial",)}),
        )

    def read(self, cancellation: Cancellation) -> str:
        """Wait for a code; see `Scanner.read`."""
        self._is_settled = False
        present_at = time.monotonic()
        while not cancellation.is_cancelled:
            lines = self._next_lines()
            if lines:
                return code_text(lines[0])
            if lines is not None:
                present_at = time.monotonic()
            elif time.monotonic() - present_at > self._patience_seconds:
                raise DeviceLost(part=self._name)
            else:
                cancellation.wait(_RETRY_SECONDS)
        raise Cancelled

    def close(self) -> None:
        """Let the port go."""
        self._link.close()

    def _next_lines(self) -> list[Line] | None:
        """Give the lines that ended in a short while; none while the port is lost."""
        try:
            received = self._link.read_some()
        except DeviceLost:
            self._is_settled = False
            return None
        if self._is_settled:
            return self._ended(received)
        # What comes before the first silence was scanned before anybody asked,
        # or is the tail of it.
        self._is_settled = not received
        self._gatherer.clear()
        return []

    def _ended(self, received: bytes) -> list[Line]:
        now = time.monotonic()
        if received:
            self._heard_at = now
            return self._gatherer.feed(received)
        if self._gatherer.is_pending and now - self._heard_at > _TORN_SECONDS:
            return self._gatherer.lapse()
        return []
