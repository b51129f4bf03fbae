"""The status board: what every device said last, with short drop-outs smoothed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.profile import STANDARD
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.surroundings import Senses, Tamper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.gate import GateState
    from kiosk.domain.profile import TerminalProfile
    from kiosk.ports.capability import Capabilities

__all__ = ["Board", "Turn"]

_GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A device was lost or came back; said once each."""

    device: str
    is_back: bool
    status: DeviceStatus


@dataclass(slots=True)
class _Line:
    shown: DeviceStatus
    raw: DeviceStatus
    changed_at: float
    capabilities: Capabilities | None = None


class Board:
    """What each device is believed to be able to do now.

    Attributes:
        is_paused: Whether staff closed the terminal for a while.

    A device that stops being usable is shown so only after a grace time, so
    that a blink does not close services; coming back shows at once.
    """

    def __init__(
        self, names: Iterable[str], grace_seconds: float = _GRACE_SECONDS
    ) -> None:
        """Start with every device starting."""
        starting = DeviceStatus(DeviceState.STARTING)
        self._grace_seconds = grace_seconds
        self._lines = {name: _Line(starting, starting, 0.0) for name in names}
        self._senses = Senses()
        self.is_paused = False
        self._gates: tuple[GateState, ...] = ()
        self._closed_services: frozenset[str] = frozenset()
        self._profile = STANDARD

    def report(self, name: str, status: DeviceStatus, now: float) -> None:
        """Take in what a device said at a monotonic time."""
        line = self._lines[name]
        if line.raw.is_usable != status.is_usable or not status.is_usable:
            line.changed_at = now if line.raw.is_usable else line.changed_at
        line.raw = status

    def settle(self, now: float) -> tuple[Turn, ...]:
        """Move what was reported to what is shown; tells who was lost or is back."""
        turns = []
        for name, line in self._lines.items():
            if not self._is_due(line, now):
                continue
            before, line.shown = line.shown, line.raw
            if before.is_usable != line.shown.is_usable:
                turns.append(Turn(name, line.shown.is_usable, line.shown))
        return tuple(turns)

    def sense(self, senses: Senses) -> None:
        """Take in what is sensed around the terminal.

        A tampered terminal stays so until its switch says *sound* again: a cut
        line to the panel tells nothing, and must not help who cut it.
        """
        if self.is_tampered and senses.tamper is Tamper.UNKNOWN:
            senses = replace(senses, tamper=Tamper.TAMPERED)
        self._senses = senses

    @property
    def senses(self) -> Senses:
        """Give what is sensed around the terminal; all *unknown* without a panel."""
        return self._senses

    @property
    def is_tampered(self) -> bool:
        """Whether a tamper switch fell and was not reset since."""
        return self._senses.tamper is Tamper.TAMPERED

    def allow(
        self,
        gates: tuple[GateState, ...],
        closed_services: frozenset[str],
        profile: TerminalProfile = STANDARD,
    ) -> None:
        """Take in where the terminal stands before its limits, orders and profile."""
        self._gates, self._closed_services = gates, closed_services
        self._profile = profile

    @property
    def profile(self) -> TerminalProfile:
        """Give the security profile that holds here."""
        return self._profile

    @property
    def gates(self) -> tuple[GateState, ...]:
        """Give where the terminal stands before each limit; none before it is told."""
        return self._gates

    @property
    def closed_services(self) -> frozenset[str]:
        """Give the services that were closed from afar."""
        return self._closed_services

    def knows(self, name: str) -> bool:
        """Whether there is a device of that name."""
        return name in self._lines

    def status(self, name: str) -> DeviceStatus:
        """Give what is believed of one device."""
        return self._lines[name].shown

    def raw(self, name: str) -> DeviceStatus:
        """Give what one device said last, unsmoothed."""
        return self._lines[name].raw

    def describe(self, name: str, capabilities: Capabilities) -> None:
        """Take in what a device is and can do."""
        self._lines[name].capabilities = capabilities

    def capabilities(self, name: str) -> Capabilities | None:
        """Give what a device is and can do; none before it was first reached."""
        return self._lines[name].capabilities

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names of all devices on the board, in their order."""
        return tuple(self._lines)

    @property
    def starting(self) -> frozenset[str]:
        """Give the devices that have not said anything final yet."""
        return frozenset(
            name
            for name, line in self._lines.items()
            if line.raw.state is DeviceState.STARTING
        )

    def _is_due(self, line: _Line, now: float) -> bool:
        if line.shown == line.raw:
            return False
        falls = line.shown.is_usable and not line.raw.is_usable
        return not falls or now - line.changed_at >= self._grace_seconds
