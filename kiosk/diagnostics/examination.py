"""Examines all parts side by side, each in a process of its own with a deadline.

A probe that hangs, crashes or breaks never hides what the others found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.domain.fault import DeviceLost, Expired

if TYPE_CHECKING:
    from kiosk.ports.companion import Companion

__all__ = ["PATIENCE_SECONDS", "Launch", "Probe", "examine"]

_TURN_SECONDS = 0.02

PATIENCE_SECONDS = 8.0
"""How long a probe may take where nobody gives it more."""

Launch = Callable[[str], "Companion"]
"""Starts the child that runs the probe of this name and sends one `Finding`."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to look at, and how long a look may take in all."""

    name: str
    deadline_seconds: float = PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class _Look:
    probe: Probe
    child: Companion
    began_at: float


def examine(
    probes: Sequence[Probe], launch: Launch
) -> Iterator[tuple[Probe, Finding, float]]:
    """Run all probes at once; gives each finding, with its seconds, as it comes.

    Every child is ended before the last finding is given, also when the
    caller stops asking.
    """
    open_looks = [_begin(probe, launch) for probe in probes]
    try:
        while open_looks:
            for look in list(open_looks):
                finding = _outcome(look)
                if finding is not None:
                    open_looks.remove(look)
                    look.child.kill()
                    yield look.probe, finding, time.monotonic() - look.began_at
    finally:
        for look in open_looks:
            look.child.kill()


def _begin(probe: Probe, launch: Launch) -> _Look:
    return _Look(probe, launch(probe.name), time.monotonic())


def _outcome(look: _Look) -> Finding | None:
    """Take what the child says; none while it may still say something."""
    try:
        told = look.child.receive(_TURN_SECONDS)
    except Expired:
        is_late = time.monotonic() - look.began_at > look.probe.deadline_seconds
        return Finding(ProbeState.FAILED, "probe-hung") if is_late else None
    except DeviceLost:
        return Finding(ProbeState.FAILED, "probe-crashed")
    if isinstance(told, Finding):
        return told
    return Finding(ProbeState.FAILED, "probe-broken", type(told).__name__)
