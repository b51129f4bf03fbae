"""What goes by itself on one thread, one thing at a time, each in its turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["Turn", "Turns"]


class Turn(Protocol):
    """Something that is done again and again."""

    def step(self) -> float:
        """Do what is due; gives the seconds until more will be."""


class Turns:
    """Goes round: between two turns whoever waits for the thread may have it.

    What cannot be done now, and says so by a fault, costs the others nothing but
    the pause after it: they have theirs at the next call.
    """

    def __init__(self, parts: Sequence[Turn]) -> None:
        """Take at least one, in the order in which they are done."""
        self._parts = parts
        self._next = 0
        self._waits: list[float] = []

    @property
    def is_round(self) -> bool:
        """Whether each had its turn, and the first is the next one."""
        return self._next == 0

    def step(self) -> float:
        """Do one turn; gives 0 within a round, and behind it the shortest wait.

        Raises:
            Exception: whatever the part whose turn it was has raised.
        """
        if self.is_round:
            self._waits = []
        part = self._parts[self._next]
        self._next = (self._next + 1) % len(self._parts)
        self._waits.append(part.step())
        return min(self._waits) if self.is_round else 0.0
