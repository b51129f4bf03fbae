"""What the terminal expects of the camera under which papers are laid."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kiosk.ports.device import Device

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.ports.device import Cancellation

__all__ = ["PAGE_KEPT_SECONDS", "PaperAdvice", "PaperCamera", "PaperView"]

PAGE_KEPT_SECONDS = 5.0
"""How long a picture waits to be taken; then it is forgotten."""


class PaperAdvice(StrEnum):
    """One instruction at a time for whoever holds a paper before the camera."""

    LAY_PAPER = "lay-paper"
    MORE_LIGHT = "more-light"
    HOLD_STILL = "hold-still"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class PaperView:
    """What the camera sees at the moment: the very picture that would be taken.

    Attributes:
        jpeg: Never mirrored, in the camera's full size.
        advice: What would make it easier to read.
    """

    jpeg: bytes = field(repr=False)
    advice: PaperAdvice


class PaperCamera(Device, Protocol):
    """Photographs papers, in memory alone."""

    def look_at_paper(
        self, show: Callable[[PaperView], None], cancellation: Cancellation
    ) -> None:
        """Show what lies before the camera until that is called off.

        A picture taken before is forgotten first.

        Raises:
            Cancelled: it was called off; `take_page` has what was shown last.
            DeviceLost: the camera went away.
        """

    def take_page(self) -> bytes:
        """Give the picture that was shown last, JPEG, and forget it.

        Nobody's paper stays: one that is not taken within `PAGE_KEPT_SECONDS` is
        forgotten by the next look at the status.

        Raises:
            PictureUnreadable: there is none.
        """
