"""The print engine behind the simulated IPP printer: makes sheets, obeys faults.

Run by ippeveprinter as its print command, once for each job, with the spooled
document as argument and the job's attributes in the environment. It speaks to
ippeveprinter through lines on stderr (``STATE:`` and ``ATTR:``, see its manual).
The directory in ``KIOSK_ENGINE`` holds ``faults/`` (one empty file for each),
``seconds-per-sheet`` and ``printed/``, the output tray.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from drivers.simulated.ippeveprinter_request import is_cancelled
from drivers.simulated.printer_faults import BLOCKING, REASONS, PrinterTrouble
from drivers.simulated.printer_tray import count_sheets, lay_down

__all__ = ["STATE_JOB", "main"]

STATE_JOB = "bench: tell state"
"""Name of a job that prints nothing and only makes the engine tell its state."""

_TICK_SECONDS = 0.02
_CANCEL_CHECK_SECONDS = 0.2
_SLOWNESS = 5


class _Stopped(Exception):
    """The job was called off before the next sheet."""


class _Engine:
    def __init__(self, home: Path, job_id: int, port: int) -> None:
        self._home = home
        self._job_id = job_id
        self._port = port
        self._next_cancel_check = 0.0

    def troubles(self) -> set[str]:
        return {place.name for place in (self._home / "faults").iterdir()}

    def tell_state(self, troubles: set[str]) -> None:
        words = [word for trouble, word in REASONS.items() if trouble in troubles]
        _tell(f"STATE: {','.join(words)}")

    def make_sheet(self) -> None:
        """Let one sheet come out, however long troubles hold it up."""
        done = 0.0
        while done < self._sheet_seconds():
            troubles = self.troubles()
            self.tell_state(troubles)
            if PrinterTrouble.ABORT_JOB in troubles:
                sys.exit(1)
            if troubles & BLOCKING or not done:
                self._stop_if_cancelled()
            if done >= self._sheet_seconds() / 2:
                self._lose_power_if_told(troubles)
            time.sleep(_TICK_SECONDS)
            done += 0 if troubles & BLOCKING else _TICK_SECONDS

    def _sheet_seconds(self) -> float:
        seconds = float((self._home / "seconds-per-sheet").read_text())
        is_slow = PrinterTrouble.SLOW in self.troubles()
        return seconds * (_SLOWNESS if is_slow else 1)

    def _lose_power_if_told(self, troubles: set[str]) -> None:
        if PrinterTrouble.POWER_LOSS in troubles:
            (self._home / "faults" / PrinterTrouble.POWER_LOSS).unlink()
            os.killpg(0, signal.SIGKILL)

    def _stop_if_cancelled(self) -> None:
        if time.monotonic() < self._next_cancel_check:
            return
        self._next_cancel_check = time.monotonic() + _CANCEL_CHECK_SECONDS
        with contextlib.suppress(OSError, http.client.HTTPException):
            if is_cancelled(self._port, self._job_id):
                raise _Stopped


def main() -> int:
    """Print one job; 0 when done or cancelled, 1 when the job was given up."""
    home = Path(os.environ["KIOSK_ENGINE"])
    port = urlsplit(os.environ["IPP_JOB_PRINTER_URI"]).port or 0
    engine = _Engine(home, int(os.environ["IPP_JOB_ID"]), port)
    name = os.environ.get("IPP_JOB_NAME", "untitled")
    if name == STATE_JOB:
        engine.tell_state(engine.troubles())
        return 0
    pdf = Path(sys.argv[1]).read_bytes()
    sheets = count_sheets(pdf)
    with contextlib.suppress(_Stopped):
        for sheet in range(1, sheets + 1):
            engine.make_sheet()
            if sheet == sheets:
                lay_down(home / "printed", name, pdf)
            _tell(f"ATTR: job-impressions-completed={sheet}")
    return 0


def _tell(line: str) -> None:
    os.write(2, line.encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
