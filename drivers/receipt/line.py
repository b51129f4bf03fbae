"""The way to a receipt printer: a serial port, a USB device file, or the network."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import stat
import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

import serial

from kiosk.domain.fault import DeviceLost, InvalidValue

__all__ = ["ReceiptLine"]

_NETWORK_PORT = 9100
_CONNECT_SECONDS = 0.4
_PIECE = 512
_TROUBLE = (OSError, ValueError)


class _Handle(Protocol):
    def fileno(self) -> int:
        """Give the descriptor."""

    def close(self) -> None:
        """Let it go."""


class ReceiptLine:
    """Opens its way when it is needed, and again after it was lost.

    Every method but `close` may raise:
        DeviceLost: the way is not there, is taken, went away, or is blocked.
    """

    def __init__(self, address: str, baud: int = 115200) -> None:
        """Name the way: a device path, or ``tcp://host:9100``.

        Raises:
            InvalidValue: neither.
        """
        self._open = _opener(address, baud)
        self._handle: _Handle | None = None

    def write(self, content: bytes, seconds: float) -> None:
        """Send bytes; a printer that takes none for that long is lost."""
        descriptor = self._opened()
        left = memoryview(content)
        try:
            while left:
                _, ready, _ = select.select([], [descriptor], [], seconds)
                if not ready:
                    raise TimeoutError
                left = left[os.write(descriptor, left[:_PIECE]) :]
        except _TROUBLE as error:
            raise self._lost(error) from None

    def read(self, seconds: float) -> bytes:
        """Give what comes within a time; at once when something is there."""
        descriptor = self._opened()
        try:
            ready, _, _ = select.select([descriptor], [], [], seconds)
            content = os.read(descriptor, _PIECE) if ready else b""
        except BlockingIOError:
            return b""
        except _TROUBLE as error:
            raise self._lost(error) from None
        if ready and not content:
            raise self._lost(EOFError())
        return content

    def discard(self) -> None:
        """Throw away what has come so far."""
        while self.read(0):
            pass

    def close(self) -> None:
        """Let the way go."""
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(*_TROUBLE):
                handle.close()

    def _opened(self) -> int:
        if self._handle is None:
            try:
                self._handle = self._open()
                os.set_blocking(self._handle.fileno(), False)
            except _TROUBLE as error:
                raise self._lost(error) from None
        return self._handle.fileno()

    def _lost(self, error: Exception) -> DeviceLost:
        self.close()
        return DeviceLost(part="receipt-printer", error=type(error).__name__)


def _opener(address: str, baud: int) -> Callable[[], _Handle]:
    if address.startswith("/"):
        return lambda: _open_device(address, baud)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or _NETWORK_PORT
    except ValueError:
        host, port = None, 0
    if not address.startswith("tcp://") or not host:
        raise InvalidValue(field="receipt-port", reason="shape")
    return lambda: _open_network(host, port)


def _open_device(path: str, baud: int) -> _Handle:
    """Open a serial port with its speed, or a USB printer's file as it is."""
    descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    if os.isatty(descriptor):
        os.close(descriptor)
        return serial.Serial(path, baud, timeout=0, exclusive=True)
    if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError
    return os.fdopen(descriptor, "r+b", buffering=0)


def _open_network(host: str, port: int) -> _Handle:
    deadline = time.monotonic() + _CONNECT_SECONDS
    return socket.create_connection((host, port), deadline - time.monotonic())
