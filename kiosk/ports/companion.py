"""A child process as seen from its parent and from inside.

Native code that may crash, block for ever or hold the interpreter lives in a
child that can be killed; the two sides talk in picklable messages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

__all__ = ["Channel", "Companion", "Launch"]


class Channel(Protocol):
    """One end of the line between parent and child."""

    def send(self, message: object) -> None:
        """Hand a picklable message over.

        Raises:
            DeviceLost: the other side is gone.
        """

    def receive(self, timeout_seconds: float | None) -> object:
        """Wait for the next message, for ever when no time-out is given.

        Raises:
            Expired: nothing came in time.
            DeviceLost: the other side is gone.
        """


class Companion(Channel, Protocol):
    """The parent's end, which may also put an end to the child."""

    @property
    def process_id(self) -> int:
        """Process id, for measuring and for the technician."""

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""

    def kill(self) -> None:
        """End the child at once and reap it; a second call does nothing."""


Launch = Callable[[], Companion]
"""Starts a fresh child; raises `DeviceLost` when it does not come up."""
