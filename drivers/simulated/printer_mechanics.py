"""The moving parts of the printer twin: time turns orders into sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drivers.simulated.printer_faults import BLOCKING, PrinterTrouble
from drivers.simulated.printer_tray import count_sheets, lay_down

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.ports.printer import PrintOrder

__all__ = ["Mechanics", "Sheets"]

_SLOWNESS = 5
_HALF = 0.5
_BLOCKING = BLOCKING | {"output-full", "hardware-error", "tampered"}


@dataclass(slots=True)
class Sheets:
    """How far one job has come.

    Attributes:
        wanted: Sheets the document has, whatever the order claims.
        out: Sheets that lie in the tray.
        moved: How far the next sheet has moved, 0 to 1.
    """

    order: PrintOrder
    wanted: int
    out: int = 0
    moved: float = 0.0
    is_cancelled: bool = False
    is_aborted: bool = False

    @property
    def is_over(self) -> bool:
        """Whether no further sheet will come."""
        is_stopped = self.is_aborted or (self.is_cancelled and not self.moved)
        return is_stopped or self.out >= self.wanted


class Mechanics:
    """Moves sheets by the time that went by since somebody last looked.

    There is no thread: whoever asks first calls `advance`.
    """

    def __init__(
        self, tray: Path, seconds_per_sheet: float, monotonic: Callable[[], float]
    ) -> None:
        """Start switched on and idle."""
        self._tray = tray
        self._pace = seconds_per_sheet
        self._monotonic = monotonic
        self._seen_at = self._started_at = monotonic()
        self._last_id = 0
        self.is_on = True
        self.jobs: dict[int, Sheets] = {}
        self.troubles: set[str] = set()

    @property
    def up_time(self) -> int:
        """Whole seconds since the power came on."""
        return int(self._monotonic() - self._started_at)

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return any(not sheets.is_over for sheets in self.jobs.values())

    def take(self, order: PrintOrder) -> int:
        """Queue an order and give its job id."""
        self._last_id += 1
        self.jobs[self._last_id] = Sheets(order, count_sheets(order.pdf))
        return self._last_id

    def call_off(self, sheets: Sheets) -> None:
        """Stop a job before its next sheet; one that is stuck never comes out."""
        sheets.is_cancelled = sheets.is_cancelled or not sheets.is_over
        if self.troubles & _BLOCKING:
            sheets.moved = 0.0

    def switch(self, *, on: bool) -> None:
        """Cut or give power; either way all jobs are forgotten."""
        self.is_on = on
        self._started_at = self._monotonic()
        self.forget()

    def forget(self) -> None:
        """Lose the memory of all jobs, and with it what is still unprinted."""
        self.jobs.clear()
        self._last_id = 0

    def set_pace(self, seconds: float) -> None:
        """Set the seconds for each sheet."""
        self._pace = float(seconds)

    def advance(self) -> set[str]:
        """Catch up with the time; gives the troubles, live."""
        now = self._monotonic()
        seconds, self._seen_at = now - self._seen_at, now
        if not self.troubles & _BLOCKING:
            slowness = _SLOWNESS if PrinterTrouble.SLOW in self.troubles else 1
            self._move(seconds / max(self._pace * slowness, 1e-6))
        return self.troubles

    def _move(self, sheets: float) -> None:
        for job in list(self.jobs.values()):
            while sheets > 0 and not job.is_over and self.is_on:
                step = min(sheets, 1.0 - job.moved)
                sheets -= step
                self._move_sheet(job, step)

    def _move_sheet(self, job: Sheets, step: float) -> None:
        if PrinterTrouble.ABORT_JOB in self.troubles:
            job.is_aborted = True
            return
        job.moved += step
        is_armed = PrinterTrouble.POWER_LOSS in self.troubles
        if is_armed and job.moved >= _HALF:
            self.troubles.discard(PrinterTrouble.POWER_LOSS)
            self.switch(on=False)
        elif job.moved >= 1.0 - 1e-9:
            self._finish_sheet(job)

    def _finish_sheet(self, job: Sheets) -> None:
        job.moved = 0.0
        job.out += 1
        if job.out == job.wanted:
            lay_down(self._tray, job.order.serial, job.order.pdf)
