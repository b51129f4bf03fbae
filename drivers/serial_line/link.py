"""A serial port for us alone, which may vanish and come back at any time."""

from __future__ import annotations

import contextlib
import select
import termios

import serial

from kiosk.domain.fault import DeviceLost

__all__ = ["SerialLink"]

_SLICE_SECONDS = 0.02
_WRITE_SECONDS = 1.0
_TROUBLE = (OSError, termios.error)


class SerialLink:
    """Opens its port when it is needed, and again after it was lost.

    Every method may raise:
        DeviceLost: the port is not there, is taken, or went away.
    """

    def __init__(self, port: str, baud: int = 115200) -> None:
        """Name the port, best as ``/dev/serial/by-id/...``."""
        self._port = port
        self._baud = baud
        self._serial: serial.Serial | None = None

    def write(self, content: bytes) -> None:
        """Send bytes."""
        line = self._opened()
        try:
            line.write(content)
        except _TROUBLE as error:
            raise self._lost(error) from None

    def discard(self) -> None:
        """Throw away what has come so far."""
        line = self._opened()
        try:
            line.reset_input_buffer()
        except _TROUBLE as error:
            raise self._lost(error) from None

    def read_some(self) -> bytes:
        """Give what has come, after at most 20 ms; often nothing."""
        line = self._opened()
        try:
            first = line.read(1)
            return first + line.read(line.in_waiting) if first else b""
        except _TROUBLE as error:
            raise self._lost(error) from None

    def await_some(self, seconds: float) -> bytes:
        """Give what has come, after at most so long; one wake-up when nothing does."""
        line = self._opened()
        try:
            ready, _, _ = select.select([line.fileno()], [], [], seconds)
            return line.read(max(1, line.in_waiting)) if ready else b""
        except _TROUBLE as error:
            raise self._lost(error) from None

    def close(self) -> None:
        """Let the port go."""
        line, self._serial = self._serial, None
        if line is not None:
            with contextlib.suppress(*_TROUBLE):
                line.close()

    def _opened(self) -> serial.Serial:
        if self._serial is None:
            try:
                self._serial = serial.Serial(
                    self._port,
                    self._baud,
                    timeout=_SLICE_SECONDS,
                    write_timeout=_WRITE_SECONDS,
                    exclusive=True,
                )
            except (*_TROUBLE, ValueError) as error:
                raise self._lost(error) from None
        return self._serial

    def _lost(self, error: Exception) -> DeviceLost:
        self.close()
        return DeviceLost(part="serial-port", error=type(error).__name__)
