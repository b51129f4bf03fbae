"""Scanners with a code before them: real drivers and twin, moved the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from drivers.serial_line.scanner import SerialScanner
from drivers.serial_line.scanner_wedge import WedgeScanner
from drivers.simulated.scanner import ScannerTwin, SimulatedScanner

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.ports.scanner import Scanner

__all__ = ["ScannerRig", "SerialScannerRig", "TwinScannerRig", "WedgeRig"]

PATIENCE_SECONDS = 0.6


class ScannerRig(Protocol):
    """A scanner, and what a hand can do to it.

    Attributes:
        can_be_torn: Whether a code can come without its end.
    """

    can_be_torn: bool

    @property
    def scanner(self) -> Scanner:
        """The scanner under test."""

    def scan(self, text: str, fault: str = "none") -> None:
        """Hold a code before it once; fault as in `SCAN_FAULTS`."""

    def lose(self) -> None:
        """Let the scanner go away."""

    def regain(self) -> None:
        """Let it come back."""

    def close(self) -> None:
        """Take everything down."""


class SerialScannerRig:
    """The serial driver over a real pseudo-terminal."""

    can_be_torn = True

    def __init__(self, directory: Path) -> None:
        self.twin = ScannerTwin(directory)
        self.scanner = SerialScanner(self.twin.port, patience_seconds=PATIENCE_SECONDS)

    def scan(self, text: str, fault: str = "none") -> None:
        self.twin.do("scan", text=text, suffix="\r\n", fault=fault)

    def lose(self) -> None:
        self.twin.do("unplug")

    def regain(self) -> None:
        self.twin.do("plug")

    def close(self) -> None:
        self.scanner.close()
        self.twin.close()


class WedgeRig:
    """The keyboard wedge, fed as a window would feed it."""

    can_be_torn = False

    def __init__(self, directory: Path) -> None:
        self._device = directory / "event-kbd"
        self._device.touch()
        self.scanner = WedgeScanner(
            str(self._device), patience_seconds=PATIENCE_SECONDS
        )

    def scan(self, text: str, fault: str = "none") -> None:
        typed = {"length": "A" * 4500 + text, "garbled": "\x00\x1b" + text}
        keys = text[:9] if fault == "torn" else typed.get(fault, text) + "\r"
        for key in keys:
            self.scanner.feed(key)

    def lose(self) -> None:
        self._device.unlink()

    def regain(self) -> None:
        self._device.touch()

    def close(self) -> None:
        self.scanner.close()


class TwinScannerRig:
    """The twin inside the process."""

    can_be_torn = True

    def __init__(self) -> None:
        self.scanner = SimulatedScanner(patience_seconds=PATIENCE_SECONDS)

    def scan(self, text: str, fault: str = "none") -> None:
        self.scanner.do("scan", text=text, fault=fault)

    def lose(self) -> None:
        self.scanner.do("unplug")

    def regain(self) -> None:
        self.scanner.do("plug")

    def close(self) -> None:
        self.scanner.close()
