"""Panels with a hand before them: driver over a line and twin, moved the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from drivers.serial_line.panel import SerialPanel
from drivers.simulated.panel import PanelTwin
from drivers.simulated.panel_in_process import SimulatedPanel
from kiosk.ports.guidance import GuidanceLights, Place
from kiosk.ports.surroundings import Surroundings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LIGHTS", "PanelRig", "SerialPanelRig", "TwinPanelRig"]

LIGHTS = (Place.CARD_READER, Place.PRINTER, Place.STATUS)


class Panel(GuidanceLights, Surroundings, Protocol):
    """Lights and surroundings in one."""


class PanelRig(Protocol):
    """A panel, and what a hand can do to it."""

    @property
    def panel(self) -> Panel:
        """The panel under test."""

    def move(self, command: str, **arguments: object) -> None:
        """Move something around the panel; see `PanelTwin.do`."""

    def shining(self) -> dict[str, str]:
        """Tell which lamps shine, and how."""

    def lose(self) -> None:
        """Let the panel go away."""

    def regain(self) -> None:
        """Let it come back."""

    def close(self) -> None:
        """Take everything down."""


class SerialPanelRig:
    """The serial driver over a real pseudo-terminal."""

    def __init__(self, directory: Path) -> None:
        self.twin = PanelTwin(directory, places=LIGHTS)
        self.panel = SerialPanel(self.twin.port)

    def move(self, command: str, **arguments: object) -> None:
        self.twin.do(command, **arguments)

    def shining(self) -> dict[str, str]:
        return self.twin.cabinet.shining()

    def lose(self) -> None:
        self.twin.do("unplug")

    def regain(self) -> None:
        self.twin.do("plug")

    def close(self) -> None:
        self.panel.close()
        self.twin.close()


class TwinPanelRig:
    """The twin inside the process."""

    def __init__(self) -> None:
        self.panel = SimulatedPanel(places=LIGHTS)

    def move(self, command: str, **arguments: object) -> None:
        self.panel.do(command, **arguments)

    def shining(self) -> dict[str, str]:
        return self.panel.cabinet.shining()

    def lose(self) -> None:
        self.panel.do("unplug")

    def regain(self) -> None:
        self.panel.do("plug")

    def close(self) -> None:
        self.panel.close()
