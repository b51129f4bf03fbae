"""When a task's next turn comes: each turn says how long it then wants to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.ports.clock import Clock

__all__ = ["Rhythm"]


class Rhythm:
    """Keeps the moment of one task's next turn; the first comes at once."""

    def __init__(self, clock: Clock) -> None:
        """Count by a clock that never goes back."""
        self._clock = clock
        self._next_at = 0.0

    def step(self, attempt: Callable[[], float]) -> float:
        """Do a turn if it is time; gives the seconds until the next one.

        Args:
            attempt: Does the turn, and gives how long to wait after it.
        """
        wait = self._next_at - self._clock.monotonic()
        if wait > 0:
            return wait
        pause = attempt()
        self._next_at = self._clock.monotonic() + pause
        return pause

    def hurry(self) -> None:
        """Have the next turn come at once."""
        self._next_at = 0.0
