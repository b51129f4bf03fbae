"""What bouncing contacts and flickering sensors mean: settled senses, happenings."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from kiosk.ports.surroundings import Door, Happening, Power, Presence, Senses, Tamper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drivers.serial_line.panel_report import PanelState

__all__ = ["SETTLE_SECONDS", "SensesFilter"]

Reading = Presence | Door | Tamper | Power

SETTLE_SECONDS: Mapping[Reading, float] = {
    Presence.PRESENT: 0.05,
    Presence.NOT_PRESENT: 1.0,
    Door.OPEN: 0.1,
    Door.CLOSED: 0.1,
    Tamper.TAMPERED: 0.0,
    Tamper.SOUND: 0.5,
    Power.BATTERY: 0.2,
    Power.LOW: 0.2,
    Power.MAINS: 1.0,
}
"""How long a reading must hold before it counts; *unknown* counts at once.

A person is greeted quickly and missed slowly; an attack is never smoothed.
"""

_CALL_SECONDS = 0.5
"""Presses of the call button closer together are one."""

_HAPPENINGS: Mapping[Reading, Happening] = {
    Presence.PRESENT: Happening.PERSON_CAME,
    Presence.NOT_PRESENT: Happening.PERSON_LEFT,
    Door.OPEN: Happening.DOOR_OPENED,
    Door.CLOSED: Happening.DOOR_CLOSED,
    Tamper.TAMPERED: Happening.TAMPERED,
    Tamper.SOUND: Happening.TAMPER_CLEARED,
    Power.BATTERY: Happening.MAINS_LOST,
    Power.LOW: Happening.BATTERY_LOW,
    Power.MAINS: Happening.MAINS_BACK,
}
_CALM = (Presence.NOT_PRESENT, Door.CLOSED, Tamper.SOUND, Power.MAINS)
_AXES = tuple(axis.name for axis in fields(Senses))


class SensesFilter:
    """Takes raw reports at monotonic times; tells what holds and what happened."""

    def __init__(self) -> None:
        """Start knowing nothing."""
        self._settled = Senses()
        self._raw = Senses()
        self._since = dict.fromkeys(_AXES, 0.0)
        self._calls: int | None = None
        self._called_at = -math.inf
        self._is_called = False

    @property
    def settled(self) -> Senses:
        """What holds, debounced."""
        return self._settled

    def restart(self) -> None:
        """Note that the panel counts its calls from the beginning again."""
        self._calls = None

    def report(self, state: PanelState, now: float) -> None:
        """Take in a raw report."""
        for axis in _AXES:
            if getattr(state.senses, axis) != getattr(self._raw, axis):
                self._since[axis] = now
        self._raw = state.senses
        if self._calls is not None and state.calls != self._calls:
            self._is_called |= now - self._called_at >= _CALL_SECONDS
            self._called_at = now
        self._calls = state.calls

    def settle(self, now: float) -> tuple[Happening, ...]:
        """Let what has held long enough count; gives what that means."""
        happenings = [self._settle_axis(axis, now) for axis in _AXES]
        told = [happening for happening in happenings if happening is not None]
        if self._is_called:
            told.append(Happening.CALL_PRESSED)
        self._is_called = False
        return tuple(told)

    def seconds_to_settle(self, now: float) -> float:
        """Tell how long until something will count; infinite when nothing waits."""
        waits = [
            self._due_at(axis) - now
            for axis in _AXES
            if getattr(self._raw, axis) != getattr(self._settled, axis)
        ]
        return max(0.0, min(waits, default=math.inf))

    def _due_at(self, axis: str) -> float:
        known, new = getattr(self._settled, axis), getattr(self._raw, axis)
        # What was not known before has nothing to bounce from.
        settle = 0.0 if known == "unknown" else SETTLE_SECONDS.get(new, 0.0)
        return self._since[axis] + settle

    def _settle_axis(self, axis: str, now: float) -> Happening | None:
        known, new = getattr(self._settled, axis), getattr(self._raw, axis)
        if new == known or now < self._due_at(axis):
            return None
        self._settled = replace(self._settled, **{axis: new})
        if known == "unknown" and new in _CALM:
            return None
        if (known, new) == (Power.LOW, Power.BATTERY):
            return None
        return _HAPPENINGS.get(new)
