"""Finds the port that an identity card reader hangs on, by asking politely.

Nothing is written to a port that is known to be another device's, or that talks
without being asked: a SAM-V module never does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from serial.tools import list_ports

from drivers.serial_line.link import SerialLink
from drivers.serial_line.sam import STATUS, SamModule
from kiosk.domain.fault import (
    DeviceFault,
    DeviceLost,
    ReaderNotFound,
    SeveralReaders,
)

if TYPE_CHECKING:
    import serial

__all__ = ["FoundLink", "PortFinder"]

_BY_ID = Path("/dev/serial/by-id")
_QUIET_SECONDS = 0.15


def _listed() -> list[str]:
    return sorted(port.device for port in list_ports.comports())


class PortFinder:
    """Looks for a SAM-V module, one port at a call, and remembers where it was."""

    def __init__(
        self,
        taken: Iterable[str] = (),
        *,
        by_id: Path = _BY_ID,
        listed: Callable[[], Sequence[str]] = _listed,
    ) -> None:
        """Nothing is looked at yet.

        Args:
            taken: Ports of other devices; never opened, by whatever name.
            by_id: Directory of stable names, which are looked at first.
            listed: Gives the names of all serial ports.
        """
        self._taken = tuple(taken)
        self._by_id = by_id
        self._listed = listed
        self._known = ""
        self._left: list[str] | None = None
        self._hits: list[str] = []

    def port(self) -> str:
        """Give the reader's port; takes less than half a second.

        Raises:
            DeviceLost: the search goes on, reason ``searching``; call again.
            ReaderNotFound: no port has a reader.
            SeveralReaders: more than one has; the settings must name it.
        """
        if self._known:
            if self._left is None and self._is_reader(self._known):
                return self._known
            self._known = ""
        if self._left is None:
            self._left, self._hits = self.candidates(), []
        if self._left:
            port = self._left.pop(0)
            self._hits += [port] if self._is_reader(port) else []
        if self._left:
            raise DeviceLost(part="id-card-reader", reason="searching")
        self._left = None
        return self._conclude()

    def candidates(self) -> list[str]:
        """Give the ports to look at, each by its most lasting name."""
        stable = sorted(str(path) for path in self._by_id.glob("*"))
        seen = {os.path.realpath(port) for port in self._taken}
        ports = []
        for port in (*stable, *self._listed()):
            real = os.path.realpath(port)
            if real not in seen:
                seen.add(real)
                ports.append(port)
        return ports

    def _conclude(self) -> str:
        if not self._hits:
            raise ReaderNotFound(part="id-card-reader")
        if len(self._hits) > 1:
            names = ",".join(Path(port).name for port in self._hits)
            raise SeveralReaders(part="id-card-reader", ports=names)
        self._known = self._hits[0]
        return self._known

    def _is_reader(self, port: str) -> bool:
        """Whether a module answers there; whatever it says of itself."""
        link = SerialLink(port)
        try:
            if not _is_quiet(link):
                return False
            SamModule(link).ask(STATUS, drain_seconds=0)
        except DeviceFault:
            return False
        finally:
            link.close()
        return True


class FoundLink(SerialLink):
    """A serial port that is looked for whenever it is not open."""

    def __init__(self, finder: PortFinder, baud: int = 115200) -> None:
        """Use a finder, which remembers the port over many links."""
        super().__init__("", baud)
        self._finder = finder

    def _opened(self) -> serial.Serial:
        if self._serial is None:
            self._port = self._finder.port()
        return super()._opened()


def _is_quiet(link: SerialLink) -> bool:
    until = time.monotonic() + _QUIET_SECONDS
    while (left := until - time.monotonic()) > 0:
        if link.await_some(left):
            return False
    return True
