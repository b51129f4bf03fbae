"""The machine's own clock."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

__all__ = ["SystemClock", "keep_zone"]


def keep_zone(name: str) -> None:
    """Let this process and its children tell the time of a zone.

    A terminal shows and prints the city's time, however the machine is set.
    """
    os.environ["TZ"] = name
    time.tzset()


class SystemClock:
    """Wall time in the terminal's zone, and a count that never goes back."""

    def now(self) -> datetime:
        """Tell the wall time with its zone."""
        return datetime.now(UTC).astimezone()

    def monotonic(self) -> float:
        """Count seconds that never go back."""
        return time.monotonic()
