"""Things that go by themselves have the thread by turns, and wait for nobody long."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from kiosk.domain.fault import StoreFull
from kiosk.work.turns import Turns


@dataclass
class Part:
    """Notes each turn, and wants to wait, or cannot be done at all."""

    name: str
    done: list[str]
    wait: float = field(default=9.0)
    is_stuck: bool = False

    def step(self) -> float:
        self.done.append(self.name)
        if self.is_stuck:
            raise StoreFull(part="store")
        return self.wait


def test_one_turn_at_a_time_and_the_shortest_wait_behind_the_round() -> None:
    done: list[str] = []
    turns = Turns([Part("a", done, 5.0), Part("b", done, 2.0), Part("c", done)])
    assert [turns.step() for _ in range(2)] == [0.0, 0.0]
    assert done == ["a", "b"], "who waits for the thread may have it now"
    assert not turns.is_round
    assert (turns.step(), turns.is_round) == (2.0, True)


def test_what_cannot_be_done_keeps_nobody_else_from_their_turns() -> None:
    done: list[str] = []
    turns = Turns([Part("a", done), Part("b", done, is_stuck=True), Part("c", done)])
    turns.step()
    with pytest.raises(StoreFull):
        turns.step()
    assert turns.step() == 9.0
    assert done == ["a", "b", "c"]
