"""What the terminal expects of a receipt printer, whatever the make."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from kiosk.domain.receipt import Slip
from kiosk.ports.device import Device

__all__ = ["RECEIPT_PAPER", "ReceiptPrinter", "SlipState"]

RECEIPT_PAPER = "receipt-paper"
"""Name of the one supply: the paper roll, ok, low or out."""


class SlipState(StrEnum):
    """What is known about the slip once its bytes were sent."""

    OUT = "out"
    UNKNOWN = "unknown"


class ReceiptPrinter(Device, Protocol):
    """Prints slips on a roll: each at most once, and *unknown* when in doubt."""

    def print(self, slip: Slip) -> SlipState:
        """Print one slip and cut it off; takes a few seconds.

        ``OUT`` means that the printer has worked through every line and the cut
        and said so. Whatever goes wrong after the first byte gives ``UNKNOWN``:
        part of the slip, or all of it, may have come out. It is never repeated
        by itself.

        Raises:
            PaperOut, CoverOpen, Jammed, PrinterFault: nothing was sent.
            DeviceLost: the printer did not answer before anything was sent.
            UnknownGlyph: a character cannot be drawn; nothing was sent.
        """
