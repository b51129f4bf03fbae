"""Time as a port, so that tests turn the clock instead of waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Clock"]


class Clock(Protocol):
    """Wall time for papers and records, monotonic time for patience."""

    def now(self) -> datetime:
        """Tell the wall time with its zone."""

    def monotonic(self) -> float:
        """Count seconds that never go back."""
