"""Tells the demonstration's progress line by line, with the time each step took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

__all__ = ["Narrator"]


class Narrator:
    """Writes one line for each step, and remembers the seconds it took."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        """Tell to a stream, at once."""
        self._stream = stream
        self._started = time.monotonic()
        self.seconds: dict[str, float] = {}

    def say(self, words: str) -> None:
        """Tell something that takes no time."""
        elapsed = time.monotonic() - self._started
        print(f"{elapsed:7.2f} s  {words}", file=self._stream, flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell a step when it is done, with its seconds."""
        begun = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - begun, 3)
        self.say(f"{name} ({self.seconds[name]:.2f} s)")
