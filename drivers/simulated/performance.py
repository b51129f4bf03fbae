"""How the puppet of `drivers.simulated.living_face` answers a prompt, in pictures."""

from __future__ import annotations

from collections.abc import Iterator
from math import pi, sin

from drivers.simulated.living_face import Posture
from kiosk.domain.challenge import Action

__all__ = ["performance"]

_TURN_DEGREES = {Action.TURN_LEFT: 24.0, Action.TURN_RIGHT: -24.0}
_CLOSER = 0.38
_SECONDS = {
    Action.BLINK: 0.9,
    Action.TURN_LEFT: 1.8,
    Action.TURN_RIGHT: 1.8,
    Action.COME_CLOSER: 2.2,
    Action.OPEN_MOUTH: 1.6,
}


def performance(action: Action, rate: float) -> Iterator[Posture]:
    """Give the postures of one action, from rest and back to it."""
    count = max(3, round(_SECONDS[action] * rate))
    for number in range(count + 1):
        yield _posture(action, _swing(number / count))


def _swing(phase: float) -> float:
    """Go from 0 to 1, stay there a little, and back, without a jerk."""
    return min(1.0, 1.25 * sin(pi * phase) ** 2)


def _posture(action: Action, share: float) -> Posture:
    if action is Action.BLINK:
        return Posture(lids=share)
    if action is Action.OPEN_MOUTH:
        return Posture(gape=share)
    if action is Action.COME_CLOSER:
        return Posture(closeness=1.0 + _CLOSER * share)
    return Posture(turn_degrees=_TURN_DEGREES[action] * share)
