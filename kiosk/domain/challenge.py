"""What a living person is asked to do before the camera, and in what order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "PROMPTS",
    "PROMPTS_FOR_A_PENSION",
    "Action",
    "Challenge",
    "LivenessFinding",
    "Prompt",
    "draw_challenge",
]

_SHORTEST_PAUSE_MS = 600
_LONGEST_PAUSE_MS = 1800

PROMPTS = 3
"""How many things are asked for when somebody only wants to be served."""

PROMPTS_FOR_A_PENSION = 4
"""One more where a benefit hangs on it."""


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
    OPEN_MOUTH = "open-mouth"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing asked for, some time after the person has come to rest."""

    action: Action
    pause_seconds: float


@dataclass(frozen=True, slots=True)
class Challenge:
    """Prompts in the order in which they are put."""

    prompts: tuple[Prompt, ...]


_TURNS = frozenset({Action.TURN_LEFT, Action.TURN_RIGHT})
"""The actions that show a face to be no flat picture."""
_SOFT = frozenset({Action.BLINK, Action.OPEN_MOUTH})
"""The actions that a stiff face cannot do, however it is bent."""


def draw_challenge(pick: Callable[[int], int], count: int = PROMPTS) -> Challenge:
    """Draw what is asked for, in which order, and the pauses before.

    An action may come again, but never twice running; each challenge has a turn and
    something that only soft skin does. That leaves 56 orders of three, 272 of four,
    all of them as likely. Pauses are drawn in milliseconds from 0.6 to 1.8 seconds.

    Args:
        pick: Gives an unpredictable number below the one it is given, such as
            `secrets.randbelow`.
        count: How many actions; at least two.
    """
    order = _drawn(pick, count)
    while not (_TURNS & set(order) and _SOFT & set(order)):
        order = _drawn(pick, count)
    span = _LONGEST_PAUSE_MS - _SHORTEST_PAUSE_MS + 1
    return Challenge(
        tuple(
            Prompt(action, (_SHORTEST_PAUSE_MS + pick(span)) / 1000) for action in order
        )
    )


def _drawn(pick: Callable[[int], int], count: int) -> list[Action]:
    order: list[Action] = []
    for _ in range(count):
        others = [action for action in Action if order[-1:] != [action]]
        order.append(others[pick(len(others))])
    return order
