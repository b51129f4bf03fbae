"""A bench with the real ippeveprinter on it: a printer that speaks true IPP.

``ippeveprinter`` (CUPS) is the printer's network side, `ipp_engine` its
mechanics. It is for development, demonstrations and tests on this machine.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import time
from typing import TYPE_CHECKING, Any, Self

from drivers.simulated.ipp_engine import STATE_JOB
from drivers.simulated.ippeveprinter_process import PrinterProcess
from drivers.simulated.ippeveprinter_request import (
    printer_state,
    run_state_job,
    set_paper,
)
from drivers.simulated.printer_faults import REASONS, PrinterTrouble
from drivers.simulated.printer_tray import tray_contents
from kiosk.domain.fault import Expired

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

__all__ = ["PrinterBench"]

_LIMIT_SECONDS = 8.0
_TICK_SECONDS = 0.02
_FULL_TRAY = 250
_IDLE = b"printer-state\x00\x04\x00\x00\x00\x03"


class PrinterBench:
    """A simulated network printer, moved from outside while it runs.

    Commands of `do`: ``fault`` (``name`` of a `PrinterTrouble`), ``clear``
    (one ``name``, or everything), ``power`` (``on``), ``pace`` (``seconds``
    for each sheet) and ``printed`` (gives the names of the copies in the tray).
    """

    def __init__(self, directory: Path, *, seconds_per_sheet: float = 0.3) -> None:
        """Prepare the directory; `start` brings the printer up.

        Args:
            directory: Where spool, faults, log and the output tray
                (``printed``) are kept.
            seconds_per_sheet: Pace of the engine.
        """
        self._home = directory.absolute()
        for part in ("faults", "printed", "spool", "keys"):
            (self._home / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        self._process = PrinterProcess(self._home)
        self._set_pace(seconds_per_sheet)

    @staticmethod
    def is_available() -> bool:
        """Whether the machine has the programs this bench is made of."""
        return PrinterProcess.is_available()

    @property
    def uri(self) -> str:
        """Address of the printer, once it was started."""
        return f"ipp://localhost:{self._process.port}/ipp/print"

    def start(self) -> Self:
        """Bring the printer up and wait until it answers.

        Raises:
            DeviceLost: a program is missing or does not come up.
        """
        self._process.start()
        self._show_state()
        return self

    def close(self) -> None:
        """Stop everything that was started; a second call does nothing."""
        self._process.close()

    def __enter__(self) -> Self:
        """Start, so that leaving stops."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.close()

    def printed(self) -> list[Path]:
        """Give the copies that came out so far, the oldest first."""
        return tray_contents(self._home / "printed")

    def do(self, command: str, **arguments: Any) -> object:  # noqa: ANN401 - JSON
        """Carry out one command and return when the printer shows it.

        Raises:
            ValueError: a command, argument or trouble this twin does not know.
            Expired: the printer did not show the change in time.
        """
        commands: dict[str, Callable[..., object]] = {
            "fault": self._fault,
            "clear": self._clear,
            "power": self._power,
            "pace": self._set_pace,
            "printed": lambda: [copy.name for copy in self.printed()],
        }
        if command not in commands:
            message = f"unknown command {command!r}"
            raise ValueError(message)
        try:
            return commands[command](**arguments)
        except TypeError as error:
            raise ValueError(str(error)) from error

    def _fault(self, name: str) -> None:
        (self._home / "faults" / PrinterTrouble(name)).touch()
        self._show_state()

    def _clear(self, name: str = "") -> None:
        names = [PrinterTrouble(name)] if name else list(PrinterTrouble)
        for trouble in names:
            (self._home / "faults" / trouble).unlink(missing_ok=True)
        self._show_state()

    def _power(self, *, on: bool) -> None:
        self._process.power_off()
        if not on:
            return
        if not self._process.power_on():
            raise Expired(reason="ippeveprinter did not come back")
        self._show_state()

    def _set_pace(self, seconds: float) -> None:
        unfinished = self._home / "seconds-per-sheet.part"
        unfinished.write_text(str(float(seconds)))
        unfinished.rename(self._home / "seconds-per-sheet")

    def _show_state(self) -> None:
        """Bring the printer to report the present troubles, job or no job.

        ippeveprinter takes state words from a running engine alone and keeps
        them when the engine ends; so an idle printer gets a job that prints
        nothing. It starts no engine while it has no paper: the tray is filled
        through its web form first.
        """
        deadline = time.monotonic() + _LIMIT_SECONDS
        while self._process.is_on and not self._shows_state():
            if time.monotonic() > deadline:
                raise Expired(reason="the simulated printer does not show its state")
            time.sleep(_TICK_SECONDS)

    def _shows_state(self) -> bool:
        troubles = {place.name for place in (self._home / "faults").iterdir()}
        wanted = {word for trouble, word in REASONS.items() if trouble in troubles}
        port = self._process.port
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer = printer_state(port)
            told = {word for word in REASONS.values() if _says(answer, word)}
            if told == wanted:
                return True
            set_paper(port, _FULL_TRAY)
            if _IDLE in answer:
                run_state_job(port, STATE_JOB)
        return False


def _says(answer: bytes, word: str) -> bool:
    """Whether a state's word stands in an answer.

    It never stands without its severity there, and ``paused`` ends another one.
    """
    reason = rb"(?<![a-z-])" + re.escape(word.encode()) + rb"-(error|warning|report)"
    return re.search(reason, answer) is not None
