"""A printer twin inside the process: every trouble of the port, without a network."""

from __future__ import annotations

import threading
import time
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from drivers.simulated.printer_faults import PrinterTrouble
from drivers.simulated.printer_mechanics import Mechanics, Sheets
from drivers.simulated.printer_tray import tray_contents
from kiosk.domain.fault import (
    CoverOpen,
    DeviceLost,
    Jammed,
    PaperOut,
    PrinterFault,
    TonerOut,
)
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel
from kiosk.ports.printer import JobReference, Settlement, SheetState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from kiosk.ports.printer import PrintOrder

__all__ = ["DeviceTrouble", "SimulatedPrinter"]


class DeviceTrouble(StrEnum):
    """Troubles of the device as a whole, which a network printer cannot play.

    ``ANSWER_LOST`` has the next job taken while its answer goes astray, once.
    """

    STARTING = "starting"
    OFFLINE = "offline"
    NO_DEVICE = "no-device"
    HARDWARE_ERROR = "hardware-error"
    TAMPERED = "tampered"
    OUTPUT_FULL = "output-full"
    ANSWER_LOST = "answer-lost"


_GONE = {
    DeviceTrouble.STARTING: DeviceState.STARTING,
    DeviceTrouble.OFFLINE: DeviceState.OFFLINE,
    DeviceTrouble.NO_DEVICE: DeviceState.NO_DEVICE,
}
_BROKEN = {
    DeviceTrouble.HARDWARE_ERROR: (DeviceState.HARDWARE_ERROR, PrinterFault),
    DeviceTrouble.TAMPERED: (DeviceState.TAMPERED, PrinterFault),
    PrinterTrouble.JAM: (DeviceState.HARDWARE_ERROR, Jammed),
    PrinterTrouble.COVER_OPEN: (DeviceState.USER_ERROR, CoverOpen),
    DeviceTrouble.OUTPUT_FULL: (DeviceState.USER_ERROR, PrinterFault),
    PrinterTrouble.WASTE_FULL: (DeviceState.HARDWARE_ERROR, PrinterFault),
    PrinterTrouble.SPOOL_FULL: (DeviceState.HARDWARE_ERROR, PrinterFault),
    PrinterTrouble.PAUSED: (DeviceState.HARDWARE_ERROR, PrinterFault),
    PrinterTrouble.PAUSING: (DeviceState.HARDWARE_ERROR, PrinterFault),
}
_EMPTY = {
    PrinterTrouble.PAPER_OUT: PaperOut,
    PrinterTrouble.PAPER_WRONG: PaperOut,
    PrinterTrouble.TRAY_MISSING: PaperOut,
    PrinterTrouble.TONER_OUT: TonerOut,
    PrinterTrouble.CARTRIDGE_OUT: TonerOut,
}
_LEVELS = {
    PrinterTrouble.PAPER_LOW: ("paper", SupplyLevel.LOW),
    PrinterTrouble.TONER_LOW: ("toner", SupplyLevel.LOW),
    PrinterTrouble.CARTRIDGE_LOW: ("toner", SupplyLevel.LOW),
    PrinterTrouble.PAPER_OUT: ("paper", SupplyLevel.OUT),
    PrinterTrouble.PAPER_WRONG: ("paper", SupplyLevel.OUT),
    PrinterTrouble.TRAY_MISSING: ("paper", SupplyLevel.OUT),
    PrinterTrouble.TONER_OUT: ("toner", SupplyLevel.OUT),
    PrinterTrouble.CARTRIDGE_OUT: ("toner", SupplyLevel.OUT),
}


class SimulatedPrinter:
    """Keeps each copy that comes out as a PDF in a directory.

    Commands of `do`: ``fault`` (``name`` of a `PrinterTrouble` or a
    `DeviceTrouble`), ``clear`` (one ``name``, or everything), ``power``
    (``on``), ``pace`` (``seconds`` for each sheet), ``forget`` (all jobs) and
    ``printed`` (gives the names of the copies in the tray). They may come from
    another thread than the printer's own.
    """

    def __init__(
        self,
        output_directory: Path,
        *,
        name: str = "printer",
        seconds_per_sheet: float = 0.3,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Switch the twin on, with paper and toner.

        Args:
            output_directory: The output tray.
            name: Device name for logs.
            seconds_per_sheet: Pace of the mechanics.
            monotonic: Seconds that never go back; time moves sheets.
        """
        self._name = name
        self._tray = output_directory
        self._lock = threading.RLock()
        self._mechanics = Mechanics(output_directory, seconds_per_sheet, monotonic)

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell the present state on all axes."""
        with self._lock:
            return self._status(self._mechanics.advance())

    def capabilities(self) -> Capabilities:
        """Tell that it is a twin, and what it stands for."""
        return Capabilities(
            frozenset({DeviceClass.PRINTER}),
            model="twin",
            driver="simulated",
            features=MappingProxyType({Feature.FORMATS: ("application/pdf",)}),
        )

    def submit(self, order: PrintOrder) -> JobReference:
        """Take the pages, unless a trouble forbids it; see the port.

        Raises:
            PaperOut, TonerOut, Jammed, CoverOpen, PrinterFault, DeviceLost:
                nothing was taken.
        """
        with self._lock:
            troubles = self._mechanics.advance()
            if not self._mechanics.is_on or troubles & _GONE.keys():
                raise DeviceLost(reason="simulated")
            for fault in _faults(troubles):
                raise fault
            job_id = self._mechanics.take(order)
            if DeviceTrouble.ANSWER_LOST in troubles:
                troubles.discard(DeviceTrouble.ANSWER_LOST)
                job_id = 0
            uri = f"twin:{self._name}#{order.serial}"
            return JobReference(uri, job_id, self._mechanics.up_time)

    def settlement(self, job: JobReference) -> Settlement:
        """Tell where a job stands; unknown when the twin lost its memory of it."""
        with self._lock:
            troubles = self._mechanics.advance()
            sheets = self._find(job)
            if not self._mechanics.is_on or troubles & _GONE.keys() or sheets is None:
                return Settlement(SheetState.UNKNOWN)
            return _settle(sheets, tuple(fault.key for fault in _faults(troubles)))

    def cancel(self, job: JobReference) -> Settlement:
        """Call the job off before its next sheet; a moving sheet still comes out."""
        with self._lock:
            self._mechanics.advance()
            sheets = self._find(job)
            if sheets is not None:
                self._mechanics.call_off(sheets)
            return self.settlement(job)

    def recall(self, serials: Collection[str]) -> None:
        """Call off what has not come out of these copies; see the port."""
        with self._lock:
            troubles = self._mechanics.advance()
            if not self._mechanics.is_on or troubles & _GONE.keys():
                raise DeviceLost(reason="simulated")
            for sheets in self._mechanics.jobs.values():
                if sheets.order.serial in serials:
                    self._mechanics.call_off(sheets)

    def close(self) -> None:
        """Nothing to give back."""

    def printed(self) -> list[Path]:
        """Give the copies that came out so far, the oldest first."""
        with self._lock:
            self._mechanics.advance()
            return tray_contents(self._tray)

    def do(self, command: str, **arguments: Any) -> object:  # noqa: ANN401 - JSON
        """Carry out one command.

        Raises:
            ValueError: a command, argument or trouble this twin does not know.
        """
        commands: dict[str, Callable[..., object]] = {
            "fault": self._fault,
            "clear": self._clear,
            "power": self._mechanics.switch,
            "pace": self._mechanics.set_pace,
            "forget": self._mechanics.forget,
            "printed": lambda: [copy.name for copy in self.printed()],
        }
        if command not in commands:
            message = f"unknown command {command!r}"
            raise ValueError(message)
        try:
            with self._lock:
                self._mechanics.advance()
                return commands[command](**arguments)
        except TypeError as error:
            raise ValueError(str(error)) from error

    def _find(self, job: JobReference) -> Sheets | None:
        """Find a job again; ids start anew with the power, serials never do."""
        sheets = self._mechanics.jobs.get(job.job_id)
        is_same = sheets is not None and job.uri.endswith(f"#{sheets.order.serial}")
        return sheets if is_same and self._mechanics.up_time >= job.up_time else None

    def _fault(self, name: str) -> None:
        self._mechanics.troubles.add(_trouble(name))

    def _clear(self, name: str = "") -> None:
        if name:
            self._mechanics.troubles.discard(_trouble(name))
        else:
            self._mechanics.troubles.clear()

    def _status(self, troubles: set[str]) -> DeviceStatus:
        if not self._mechanics.is_on:
            return DeviceStatus(DeviceState.OFFLINE, cause=DeviceLost.key)
        for trouble, state in _GONE.items():
            if trouble in troubles:
                return DeviceStatus(state, cause=DeviceLost.key, detail=trouble)
        state, cause = _state(troubles, is_busy=self._mechanics.is_busy)
        return DeviceStatus(
            state,
            MediaState.JAMMED if PrinterTrouble.JAM in troubles else MediaState.UNKNOWN,
            MappingProxyType(_supplies(troubles)),
            cause,
            ",".join(sorted(troubles)),
        )


def _trouble(name: str) -> str:
    if name in set(DeviceTrouble):
        return DeviceTrouble(name)
    return PrinterTrouble(name)


def _faults(troubles: set[str]) -> list[PrinterFault]:
    kinds = {trouble: kind for trouble, (_, kind) in _BROKEN.items()} | _EMPTY
    return [
        kind(reason=trouble) for trouble, kind in kinds.items() if trouble in troubles
    ]


def _state(troubles: set[str], *, is_busy: bool) -> tuple[DeviceState, str]:
    for trouble, (state, kind) in _BROKEN.items():
        if trouble in troubles:
            return state, kind.key
    return DeviceState.BUSY if is_busy else DeviceState.ONLINE, ""


def _supplies(troubles: set[str]) -> dict[str, SupplyLevel]:
    levels = {"paper": SupplyLevel.OK, "toner": SupplyLevel.OK}
    # Out comes after low in the table, so that it wins.
    return levels | dict(
        level for trouble, level in _LEVELS.items() if trouble in troubles
    )


def _settle(sheets: Sheets, reasons: tuple[str, ...]) -> Settlement:
    if not sheets.is_over:
        return Settlement(SheetState.PRINTING, sheets.out, reasons)
    if sheets.out == sheets.order.sheets and not sheets.is_cancelled:
        return Settlement(SheetState.OUT, sheets.out)
    is_blank = sheets.out == 0
    state = SheetState.FAILED if is_blank else SheetState.UNKNOWN
    return Settlement(state, sheets.out)
