"""Tells how often a film that runs by itself happens to answer a challenge.

``python -m benchmarks.liveness_orders``. No pictures: the examination is told what a
perfect film of some actions, in a loop, would show, and when; challenges are drawn as
at the terminal. Neither screens nor cuts are looked at: order and time alone refuse.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, permutations

from kiosk.domain.challenge import (
    PROMPTS,
    PROMPTS_FOR_A_PENSION,
    Action,
    draw_challenge,
)
from kiosk.domain.examination import Examination, Glance, Sign

_RATE = 12.0
_ACTION_SECONDS = 1.8
_RESTS_SECONDS = (1.0, 2.0, 3.0, 4.0)
_LONGEST_SECONDS = 150.0
_TRIALS = 2000


def main() -> int:
    """Play and print, for each number of actions the rest that serves it best."""
    for prompts in (PROMPTS, PROMPTS_FOR_A_PENSION):
        print(f"{prompts} prompts, {_TRIALS} films of each kind")
        for length in range(2, len(Action) + 1):
            films = list(permutations(Action, length))
            shares = {rest: _passing(films, rest, prompts) for rest in _RESTS_SECONDS}
            best = max(shares, key=lambda rest: shares[rest])
            told = f"{shares[best]:.2%} pass with rests of {best:.0f} s"
            print(f"  films of {length} actions: {told}")
    return 0


def _passing(
    films: Sequence[Sequence[Action]], rest_seconds: float, prompts: int
) -> float:
    dice = random.Random(f"{rest_seconds}/{prompts}")  # noqa: S311 - to be repeated
    passed = sum(
        _passes(dice.choice(films), rest_seconds, prompts, dice) for _ in range(_TRIALS)
    )
    return passed / _TRIALS


def _passes(
    film: Sequence[Action], rest_seconds: float, prompts: int, dice: random.Random
) -> bool:
    examination = Examination(draw_challenge(dice.randrange, prompts))
    start = dice.uniform(0.0, (_ACTION_SECONDS + rest_seconds) * len(film))
    for glance in _glances(film, rest_seconds, start):
        examination.note(glance)
        if examination.is_passed or examination.refusal is not None:
            break
    return examination.is_passed


def _glances(
    film: Sequence[Action], rest_seconds: float, start: float
) -> Iterator[Glance]:
    """Give what each picture of the film shows, from some moment of it on."""
    at = -start
    for action in cycle(film):
        began_at = at
        for number in range(round(_ACTION_SECONDS * _RATE)):
            is_done = number == round(_ACTION_SECONDS * _RATE / 2)
            signs = (Sign(action, began_at),) if is_done else ()
            if at >= 0.0:
                yield Glance(at, is_at_rest=False, signs=signs)
            at += 1 / _RATE
        for _ in range(round(rest_seconds * _RATE)):
            if at >= 0.0:
                yield Glance(at, is_at_rest=True)
            at += 1 / _RATE
        if at > _LONGEST_SECONDS:
            return


if __name__ == "__main__":
    sys.exit(main())
