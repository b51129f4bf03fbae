"""What the terminal expects of microphone and loudspeaker for spoken questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.ports.device import Device

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.speech import Heard, Spoken
    from kiosk.ports.device import Cancellation

__all__ = ["KEPT_SECONDS", "Dictaphone"]

KEPT_SECONDS = 5.0
"""How long a recording waits to be taken; then it is forgotten."""


class Dictaphone(Device, Protocol):
    """Records one person at a time, in memory alone, and plays it back to them."""

    def record(self, show: Callable[[Heard], None], cancellation: Cancellation) -> None:
        """Listen until called off, or until the longest recording is full.

        What was recorded before is forgotten first.

        Raises:
            Cancelled: somebody said that it is enough; `take` has it.
            DeviceLost: nothing can be heard.
        """

    def take(self) -> Spoken:
        """Give what was recorded last, and forget it.

        Nobody's recording stays: one that is not taken within `KEPT_SECONDS` is
        forgotten by the next look at the status.
        """

    def play(self, spoken: Spoken, cancellation: Cancellation) -> None:
        """Play a recording to its end, or until called off.

        Raises:
            Cancelled: it was called off.
            DeviceLost: it cannot be played.
        """
