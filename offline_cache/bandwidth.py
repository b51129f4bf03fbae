"""How much of the line large downloads may take: a bucket that fills with time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Bandwidth"]

_KILOBYTE = 1000.0


@dataclass(slots=True)
class Bandwidth:
    """A token bucket: one second's worth may come at once, the rest waits its turn.

    Attributes:
        kilobytes_per_second: The most on average; 0 is without limit.
        monotonic: Counts seconds.
    """

    kilobytes_per_second: float
    monotonic: Callable[[], float]
    _held: float = field(init=False)
    _counted_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin with a full bucket."""
        self._held = self.kilobytes_per_second * _KILOBYTE
        self._counted_at = self.monotonic()

    def take(self, size: int) -> float:
        """Note that bytes came; gives the seconds to wait before the next ones."""
        rate = self.kilobytes_per_second * _KILOBYTE
        if rate <= 0:
            return 0.0
        now = self.monotonic()
        filled = self._held + (now - self._counted_at) * rate
        self._held = min(rate, filled) - size
        self._counted_at = now
        return max(0.0, -self._held / rate)
