"""Spans of time on two clocks, and one printed line for many of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Span", "Stopwatch", "both_lines", "line"]


@dataclass(frozen=True, slots=True)
class Span:
    """How long something took: on the wall's clock, and of this thread's work."""

    wall_ms: float
    own_ms: float


class Stopwatch:
    """Runs from its making on."""

    def __init__(self) -> None:
        """Start."""
        self._wall, self._own = time.perf_counter(), time.thread_time()

    def span(self) -> Span:
        """Tell what has passed so far."""
        wall, own = time.perf_counter() - self._wall, time.thread_time() - self._own
        return Span(wall * 1000, own * 1000)


def line(name: str, figures: Sequence[float], wish: float | None, last: float) -> None:
    """Print median, the share ``last`` of all, and the worst, in milliseconds."""
    ordered = sorted(figures)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * last))]
    told = f"  wish {wish:.0f}, ratio {worst / wish:.2f}" if wish else ""
    print(
        f"{name:44} median {median(figures):6.1f} ms  p{last * 100:.0f} {worst:6.1f} ms"
        f"  worst {ordered[-1]:6.1f}  n {len(figures)}{told}"
    )


def both_lines(
    name: str, spans: Sequence[Span], wish: float | None, last: float
) -> None:
    """Print the wall's time, and below it the work of the thread alone."""
    line(name, [span.wall_ms for span in spans], wish, last)
    line("  of which its own work", [span.own_ms for span in spans], wish, last)
