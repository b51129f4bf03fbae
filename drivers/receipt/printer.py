"""A receipt printer that speaks ESC/POS: at most once, and *unknown* when in doubt."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.receipt.command import (
    CLEAR,
    ask_status,
    compose,
    resynchronise,
)
from drivers.receipt.line import ReceiptLine
from drivers.receipt.report import KINDS, Report, is_done, is_status
from drivers.receipt.roll import WIDTHS, Roll
from kiosk.domain.fault import DeviceFault, DeviceLost, Expired
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.receipt_printer import SlipState

if TYPE_CHECKING:
    from kiosk.domain.receipt import Slip

__all__ = ["EscposReceiptPrinter", "Roll"]

_ANSWER_SECONDS = 0.1
_BLOCKED_SECONDS = 4.0
_DONE_SECONDS = 15.0
_LOOK_SECONDS = 0.5
_MOST_MUTE = 3
_ROLL = Roll()


class EscposReceiptPrinter:
    """Prints slips; implements `kiosk.ports.receipt_printer.ReceiptPrinter`.

    The printer must answer DLE EOT and GS r, as all that copy Epson's TM series
    do; a line that only carries bytes towards it (a print server, a one-way USB
    cable) shows as offline.
    """

    def __init__(
        self,
        port: str,
        *,
        name: str = "receipt-printer",
        baud: int = 115200,
        roll: Roll = _ROLL,
        done_seconds: float = _DONE_SECONDS,
    ) -> None:
        """Prepare; the line is opened by the first call.

        Args:
            port: Device path, best as ``/dev/serial/by-id/...``, or
                ``tcp://192.0.2.9:9100``; a number, since looking a name up may
                take longer than the time-outs promise.
            name: Stable name for logs.
            baud: Speed of a serial line.
            roll: The paper and what always stands on it.
            done_seconds: How long a whole slip may take.

        Raises:
            InvalidValue: the port is none.
        """
        self._line = ReceiptLine(port, baud)
        self._name = name
        self._width_mm = roll.width_mm
        self._width = WIDTHS[roll.width_mm]
        self._foot = (roll.foot,) if roll.foot else ()
        self._done_seconds = done_seconds
        self._is_torn = True

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Ask the printer how it is; takes less than half a second."""
        try:
            return self._report().status()
        except DeviceFault as fault:
            is_mute = isinstance(fault, Expired)
            state = DeviceState.OFFLINE if is_mute else DeviceState.NO_DEVICE
            return DeviceStatus(state, cause=DeviceLost.key, detail=str(fault))

    def capabilities(self) -> Capabilities:
        """Tell the roll it was set up for; its own words are not asked for.

        What these printers answer to GS I differs from maker to maker and may
        have no end, so nothing is read that could be taken for a report.
        """
        paper = (f"roll_{self._width_mm}mm", f"{self._width} dots")
        return Capabilities(
            frozenset({DeviceClass.PRINTER}),
            driver=f"python-escpos {version('python-escpos')}",
            features=MappingProxyType(
                {Feature.PAPER: paper, Feature.LINE: ("ESC/POS",)}
            ),
        )

    def print(self, slip: Slip) -> SlipState:
        """Print one slip; see `ReceiptPrinter.print`."""
        # What draws is loaded by the first slip: no start should wait for it.
        from drivers.receipt.strip import draw_strip  # noqa: PLC0415

        strip = draw_strip(replace(slip, notes=slip.notes + self._foot), self._width)
        content = compose(strip)
        self._check()
        if self._is_torn:
            content = resynchronise() + content
        # From here on, anything short of the printer's own word leaves it open.
        self._is_torn = True
        try:
            self._line.discard()
            self._line.write(content, _BLOCKED_SECONDS)
            self._await_done()
        except DeviceFault:
            self._forget()
            return SlipState.UNKNOWN
        self._is_torn = False
        return SlipState.OUT

    def close(self) -> None:
        """Let the line go."""
        self._line.close()

    def _check(self) -> None:
        """Look before sending."""
        try:
            hindrance = self._report().hindrance()
        except Expired as silent:
            raise DeviceLost(part=self._name, reason="silence") from silent
        if hindrance is not None:
            raise hindrance

    def _report(self) -> Report:
        """Ask for all four status bytes.

        Raises:
            Expired: the line is there, but nobody answers.
            DeviceLost: the line is not there.
        """
        self._line.discard()
        return Report(*(self._status_byte(kind) for kind in KINDS))

    def _status_byte(self, kind: int) -> int:
        self._line.write(ask_status(kind), _ANSWER_SECONDS)
        deadline = time.monotonic() + _ANSWER_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for byte in self._line.read(left):
                if is_status(byte):
                    return byte
        raise Expired(part=self._name, reason="silence", kind=kind)

    def _await_done(self) -> None:
        """Wait until the printer says it is through; look at it meanwhile.

        Raises:
            DeviceFault: it ran into trouble, fell silent, or takes too long.
        """
        deadline = time.monotonic() + self._done_seconds
        mute = 0
        while time.monotonic() < deadline:
            if self._hears_done(_LOOK_SECONDS):
                return
            self._line.write(ask_status(1), _BLOCKED_SECONDS)
            answer = self._line.read(_ANSWER_SECONDS)
            if any(map(is_done, answer)):
                return
            mute = 0 if answer else mute + 1
            if mute >= _MOST_MUTE:
                raise Expired(part=self._name, reason="silence")
            if answer and answer[-1] & 0x08:
                raise DeviceLost(part=self._name, reason="went-offline")
        raise Expired(part=self._name, reason="not-done")

    def _hears_done(self, seconds: float) -> bool:
        return any(map(is_done, self._line.read(seconds)))

    def _forget(self) -> None:
        """Keep the rest of a torn slip from coming out for somebody else."""
        with contextlib.suppress(DeviceFault):
            self._line.write(CLEAR, _ANSWER_SECONDS)
