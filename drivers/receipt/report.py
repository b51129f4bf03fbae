"""What a receipt printer's status bytes mean: pure rules, no I/O.

Source: Epson ESC/POS reference, DLE EOT n and GS r n. In an answer to DLE EOT bits
1 and 4 are set and bits 0 and 7 are not; in one to GS r bits 4 and 7 are not set.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from kiosk.domain.fault import CoverOpen, Jammed, PaperOut, PrinterFault
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel
from kiosk.ports.receipt_printer import RECEIPT_PAPER

__all__ = ["KINDS", "Report", "is_done", "is_status"]

KINDS = (1, 2, 3, 4)
"""Printer, what keeps it offline, errors, paper roll."""

_MARK, _MARKED = 0x93, 0x12
_OFFLINE = 0x08
_COVER = 0x04
_ENDED = 0x20
_CUTTER = 0x08
_ERRORS = 0x64
"""Mechanical, unrecoverable and self-recovering errors."""
_NEAR_END, _END = 0x0C, 0x60


def is_status(byte: int) -> bool:
    """Whether a byte can be the answer to DLE EOT."""
    return byte & _MARK == _MARKED


def is_done(byte: int) -> bool:
    """Whether a byte can be the answer to GS r."""
    return not byte & 0x90


@dataclass(frozen=True, slots=True)
class Report:
    """The four status bytes of one moment, in the order of `KINDS`."""

    printer: int
    offline: int
    error: int
    roll: int

    def hindrance(self) -> PrinterFault | None:
        """Tell what keeps the printer from printing, the first to mend first."""
        detail = self.hex()
        if self.error & _CUTTER:
            return Jammed(reason="cutter", status=detail)
        if self.offline & _COVER:
            return CoverOpen(status=detail)
        if self._is_empty():
            return PaperOut(supply=RECEIPT_PAPER, status=detail)
        if self.error & _ERRORS or self.printer & _OFFLINE:
            return PrinterFault(reason="receipt-printer", status=detail)
        return None

    def status(self) -> DeviceStatus:
        """Put the bytes on the axes that every device here has."""
        fault = self.hindrance()
        state, media = DeviceState.ONLINE, MediaState.UNKNOWN
        if isinstance(fault, Jammed):
            state, media = DeviceState.HARDWARE_ERROR, MediaState.JAMMED
        elif isinstance(fault, CoverOpen):
            state = DeviceState.USER_ERROR
        elif fault is not None and not isinstance(fault, PaperOut):
            state = DeviceState.HARDWARE_ERROR
        # An empty roll is a supply, not a state.
        is_state = fault is not None and state is not DeviceState.ONLINE
        return DeviceStatus(
            state,
            media,
            MappingProxyType({RECEIPT_PAPER: self._level()}),
            fault.key if fault is not None and is_state else "",
            self.hex(),
        )

    def hex(self) -> str:
        """Write the bytes for the technician."""
        return bytes((self.printer, self.offline, self.error, self.roll)).hex()

    def _is_empty(self) -> bool:
        return bool(self.roll & _END or self.offline & _ENDED)

    def _level(self) -> SupplyLevel:
        if self._is_empty():
            return SupplyLevel.OUT
        return SupplyLevel.LOW if self.roll & _NEAR_END else SupplyLevel.OK
