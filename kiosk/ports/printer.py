"""What the terminal expects of a printer, whatever the make."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kiosk.ports.device import Device

__all__ = ["JobReference", "PrintOrder", "Printer", "Settlement", "SheetState"]


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """One copy of one document, named by its serial.

    Attributes:
        sheets: Number of sheets that must come out.
    """

    serial: str
    pdf: bytes = field(repr=False)
    sheets: int


@dataclass(frozen=True, slots=True)
class JobReference:
    """How to ask the printer about a job later, even after a restart.

    Attributes:
        up_time: Seconds the printer was up when the job was taken; a smaller
            value later means that it lost power and its memory of jobs.
    """

    uri: str
    job_id: int
    up_time: int


class SheetState(StrEnum):
    """What is known about the paper; *failed* means provably not printed."""

    PRINTING = "printing"
    OUT = "out"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where a job stands.

    Attributes:
        reasons: Fault keys that hold the job up, e.g. ``("paper-out",)``.
    """

    state: SheetState
    sheets: int = 0
    reasons: tuple[str, ...] = ()


class Printer(Device, Protocol):
    """Turns finished pages into paper; talks to the printer, never to a queue."""

    def submit(self, order: PrintOrder) -> JobReference:
        """Hand the pages over and return at once.

        Paper in the tray is reported by `settlement`, not by this call.

        Raises:
            PaperOut, TonerOut, Jammed, CoverOpen: nothing was handed over.
            DeviceLost: the printer did not answer *before* anything was sent;
                trouble after that is not raised but settles as unknown.
        """

    def settlement(self, job: JobReference) -> Settlement:
        """Ask the printer's own job where it stands; never raises.

        A lost connection, a forgotten job or a printer that was restarted
        gives ``UNKNOWN``, never ``OUT`` and never ``FAILED``.
        """

    def cancel(self, job: JobReference) -> Settlement:
        """Try to call the job off and tell what came of it."""

    def recall(self, serials: Collection[str]) -> None:
        """Call off whatever has not come out of the copies of these serials.

        For copies that nobody waits for any more: their paper must not fall into
        the tray before somebody else. Copies that are over stay as they are.

        Raises:
            DeviceFault: the printer could not be asked; to be asked again.
        """
