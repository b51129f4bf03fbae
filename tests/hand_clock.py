"""A clock that is turned by hand, so that no test waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["HandClock"]


class HandClock:
    """Wall time and monotonic time that move only when told to."""

    def __init__(self) -> None:
        """Start on a Monday morning."""
        self._start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self._seconds = 0.0

    def now(self) -> datetime:
        """Tell the wall time."""
        return self._start + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        """Count seconds."""
        return self._seconds

    def forward(self, seconds: float) -> None:
        """Turn the clock."""
        self._seconds += seconds
