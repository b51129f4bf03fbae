"""How long the centre's answers took, counted by operation and status."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Timings"]

_LIMITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))
_NAMES = (*map(str, _LIMITS[:-1]), "+Inf")

_Told = tuple[tuple[str, str], list[tuple[str, float]], float]


@dataclass(slots=True)
class Timings:
    """A histogram; used from any thread."""

    _turn: threading.Lock = field(default_factory=threading.Lock)
    _counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _totals: dict[tuple[str, str], float] = field(default_factory=dict)

    def note(self, operation: str, status: int, seconds: float) -> None:
        """Count one answer."""
        key = (operation, str(status))
        with self._turn:
            counts = self._counts.setdefault(key, [0] * len(_LIMITS))
            for at, limit in enumerate(_LIMITS):
                counts[at] += seconds <= limit
            self._totals[key] = self._totals.get(key, 0.0) + seconds

    def told(self) -> Iterator[_Told]:
        """Give operation and status, the counts up to each limit, and the sum."""
        with self._turn:
            known = [
                (key, list(zip(_NAMES, map(float, counts), strict=True)))
                for key, counts in sorted(self._counts.items())
            ]
            totals = dict(self._totals)
        for key, buckets in known:
            yield key, buckets, totals[key]
