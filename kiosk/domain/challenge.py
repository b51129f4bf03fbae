"""What a living person is asked to do before the camera, and in what order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Action", "Challenge", "LivenessFinding", "Prompt", "draw_challenge"]

_SHORTEST_PAUSE_MS = 600
_LONGEST_PAUSE_MS = 1800


class LivenessFinding(StrEnum):
    """What the challenge before the camera showed."""

    PASSED = "passed"
    NOT_ASKED = "not-asked"
    FLAGGED = "flagged"


class Action(StrEnum):
    """One thing to do; left and right are the person's own."""

    BLINK = "blink"
    TURN_LEFT = "turn-left"
    TURN_RIGHT = "turn-right"
    COME_CLOSER = "come-closer"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing asked for, some time after the person has come to rest."""

    action: Action
    pause_seconds: float


@dataclass(frozen=True, slots=True)
class Challenge:
    """Prompts in the order in which they are put."""

    prompts: tuple[Prompt, ...]


_SELECTIONS = (
    (Action.BLINK, Action.TURN_LEFT, Action.TURN_RIGHT),
    (Action.BLINK, Action.TURN_LEFT, Action.COME_CLOSER),
    (Action.BLINK, Action.TURN_RIGHT, Action.COME_CLOSER),
)
"""Each has a turn, the one action that shows a face to be no flat picture."""


def draw_challenge(pick: Callable[[int], int]) -> Challenge:
    """Draw three actions, their order and the pauses before them.

    There are eighteen orders; the pauses are drawn in milliseconds from 0.6 to
    1.8 seconds.

    Args:
        pick: Gives an unpredictable number below the one it is given, such as
            `secrets.randbelow`.
    """
    left = list(_SELECTIONS[pick(len(_SELECTIONS))])
    order = [left.pop(pick(len(left))) for _ in range(len(left))]
    span = _LONGEST_PAUSE_MS - _SHORTEST_PAUSE_MS + 1
    return Challenge(
        tuple(
            Prompt(action, (_SHORTEST_PAUSE_MS + pick(span)) / 1000) for action in order
        )
    )
