"""The machine's own clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

__all__ = ["SystemClock"]


class SystemClock:
    """Wall time in the terminal's zone, and a count that never goes back."""

    def now(self) -> datetime:
        """Tell the wall time with its zone."""
        return datetime.now(UTC).astimezone()

    def monotonic(self) -> float:
        """Count seconds that never go back."""
        return time.monotonic()
