"""What the terminal expects of a scanner for two-dimensional codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.ports.device import Device

if TYPE_CHECKING:
    from kiosk.ports.device import Cancellation

__all__ = ["LONGEST_CODE", "Scanner"]

LONGEST_CODE = 4096
"""Most characters a code may have; the largest QR holds 4,296 letters."""


class Scanner(Device, Protocol):
    """Gives the text of codes held before it."""

    def read(self, cancellation: Cancellation) -> str:
        """Wait for a code, for as long as it takes, and give its text.

        What was scanned before the call does not count: it may be the code of
        the person before. The text is a secret of its owner; tell what it is
        with `kiosk.domain.scanned.parse_scanned` and log neither.

        Raises:
            Cancelled: the wait was called off.
            InvalidValue: something was scanned that cannot be taken whole; the
                fact ``reason`` is ``length``, ``torn`` or ``not-text``.
            DeviceLost: the scanner went away and stayed away.
        """
