"""A bar in a terminal's window that tells how far long work has come."""

from __future__ import annotations

import time
from typing import TextIO

__all__ = ["ProgressBar"]

_WIDTH = 30
_PAUSE_SECONDS = 0.2


class ProgressBar:
    """Draws one line again and again: a bar, the count, and the time left."""

    def __init__(self, what: str, out: TextIO) -> None:
        """Tell of a kind of thing, on a stream."""
        self._what, self._out = what, out
        self._began = time.monotonic()
        self._drawn = 0.0

    def show(self, done: int, total: int) -> None:
        """Draw how many of how many are done; not oftener than eyes can follow."""
        now = time.monotonic()
        if done < total and now - self._drawn < _PAUSE_SECONDS:
            return
        self._drawn = now
        end = "\n" if done >= total else ""
        self._out.write(f"\r{self._line(done, total, now - self._began)}{end}")
        self._out.flush()

    def _line(self, done: int, total: int, seconds: float) -> str:
        full = _WIDTH * done // max(total, 1)
        bar = "#" * full + "." * (_WIDTH - full)
        speed = done / seconds if seconds else 0.0
        rest = (total - done) / speed if speed else 0.0
        return (
            f"{self._what} [{bar}] {done:,}/{total:,}  {speed:,.0f}/s  "
            f"{_clock(seconds)} gone, {_clock(rest)} left "
        )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
