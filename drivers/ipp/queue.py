"""A printer behind a local CUPS queue: the same promises, by the printer's own word."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from drivers.ipp.address import IppAddress
from drivers.ipp.client import AnswerLost, Conversation, RequestRefused
from drivers.ipp.message import Tag
from drivers.ipp.printer import IppPrinter
from drivers.ipp.query import (
    FIRST_ERROR,
    call_off,
    cancel_job,
    jobs,
    jobs_named,
    print_pdf,
    printer_facts,
)
from drivers.ipp.queue_facts import (
    MISSING_HISTORY,
    printer_behind,
    queue_facts,
    queue_hindrance,
    queue_job,
)
from drivers.ipp.queue_settlement import QueueExpectation, settle_queued
from drivers.ipp.reasons import hindrances
from drivers.ipp.settlement import Expectation
from kiosk.domain.fault import DeviceFault, InvalidValue, PrinterFault
from kiosk.ports.capability import Capabilities, DeviceClass
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.printer import JobReference, Settlement, SheetState

if TYPE_CHECKING:
    import ssl
    from collections.abc import Collection

    from drivers.ipp.message import Message
    from drivers.ipp.queue_facts import QueueFacts, QueueJob
    from drivers.ipp.settlement import JobFacts
    from kiosk.ports.printer import PrintOrder

__all__ = ["CupsQueuePrinter"]

_STATUS_SECONDS = 0.2
_ASK_SECONDS = 1.0
_PRINT_SECONDS = 15.0
_STOP_SECONDS = 3.0
_POLL_SECONDS = 0.1
_ATTEMPTS = 2
_CANCEL_AFTER_SECONDS = 300
"""When the scheduler drops a job by itself, should this terminal be dead by then."""


class CupsQueuePrinter:
    """A printer at an address such as ``ipp://localhost:631/printers/hall``.

    The queue carries the document; what came of it is the printer's to say,
    whose own job of the same name is followed. The queue must go to an IPP
    printer and give a job up on trouble (error policy ``abort-job``); any other
    is refused as `QueueUnfit`, in `status` as in `submit`.
    """

    def __init__(
        self,
        uri: str,
        *,
        name: str = "printer",
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Remember the address; nothing is sent yet.

        Args:
            uri: Address of the queue, on the network or on a local socket (see
                `socket_uri`).
            name: Device name for logs.
            trust: Whom to believe where queue or printer speak ipps.

        Raises:
            InvalidValue: the address cannot be one of a queue.
        """
        self._name = name
        self._address = IppAddress.parse(uri)
        self._trust = trust

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell the printer's own word, unless the queue cannot be used at all."""
        try:
            printer = self._usable_printer(self._facts(_STATUS_SECONDS))
        except DeviceFault as fault:
            is_set_wrong = isinstance(fault, PrinterFault)
            state = DeviceState.HARDWARE_ERROR if is_set_wrong else DeviceState.OFFLINE
            return DeviceStatus(state, cause=fault.key, detail=str(fault))
        return printer.status(_STATUS_SECONDS)

    def capabilities(self) -> Capabilities:
        """Tell what the printer behind the queue is and can do."""
        try:
            printer = self._usable_printer(self._facts(_STATUS_SECONDS / 2))
        except DeviceFault:
            return Capabilities(frozenset({DeviceClass.PRINTER}))
        return printer.capabilities()

    def submit(self, order: PrintOrder) -> JobReference:
        """Hand the pages over to the queue and return; see the port.

        What an earlier job of ours left in the queue is called off first, and
        its document erased: nothing of one visit may come out in another.

        Raises:
            PaperOut, TonerOut, Jammed, CoverOpen, PrinterFault: the printer
                cannot print; nothing was sent.
            QueueUnfit: the queue is set up in a way that may print twice.
            DeviceLost: no connection to the queue, or to the printer behind it,
                before anything of the job was sent.
        """
        facts = self._facts(_ASK_SECONDS)
        printer = self._usable_printer(facts)
        self._clear_leftovers()
        up_time = printer.preflight()
        expected = QueueExpectation(
            Expectation(self._address.uri, order.serial, order.sheets),
            printer.uri,
            MISSING_HISTORY in facts.reasons,
        )
        return self._send(order, expected, up_time)

    def settlement(self, job: JobReference) -> Settlement:
        """Ask the printer where the job stands, twice before giving up.

        A job whose fate cannot be known is called off at the queue, so that it
        does not come out later for somebody else.
        """
        try:
            expected = QueueExpectation.of(job)
        except InvalidValue:
            return Settlement(SheetState.UNKNOWN)
        told = Settlement(SheetState.UNKNOWN)
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(DeviceFault, InvalidValue):
                told = self._ask(job, expected)
                break
        if told.state is SheetState.UNKNOWN:
            with contextlib.suppress(DeviceFault, InvalidValue):
                self._call_off(job, expected)
        return told

    def cancel(self, job: JobReference) -> Settlement:
        """Ask queue and printer to drop the job and tell where it stands then."""
        with contextlib.suppress(DeviceFault, InvalidValue):
            expected = QueueExpectation.of(job)
            self._call_off(job, expected)
            self._call_off_at_printer(expected)
        deadline = time.monotonic() + _STOP_SECONDS
        while True:
            told = self.settlement(job)
            if told.state is not SheetState.PRINTING or time.monotonic() > deadline:
                return told
            time.sleep(_POLL_SECONDS)

    def recall(self, serials: Collection[str]) -> None:
        """Call off what has not come out of these copies; see the port.

        At the queue first, which would send it to the printer once that is on.
        """
        with self._talk(_ASK_SECONDS) as talk:
            call_off(talk, serials)
            printer = printer_behind(queue_facts(talk))
        IppPrinter(printer, trust=self._trust).recall(serials)

    def close(self) -> None:
        """Nothing to give back: each action has its own connection."""

    def _talk(self, seconds: float) -> Conversation:
        return Conversation(self._address, seconds, self._trust)

    def _usable_printer(self, facts: QueueFacts) -> IppPrinter:
        printer = printer_behind(facts)
        if (hindrance := queue_hindrance(facts)) is not None:
            raise hindrance
        return IppPrinter(printer, name=self._name, trust=self._trust)

    def _facts(self, seconds: float) -> QueueFacts:
        with self._talk(seconds) as talk:
            return queue_facts(talk)

    def _send(
        self, order: PrintOrder, expected: QueueExpectation, up_time: int
    ) -> JobReference:
        try:
            with self._talk(_PRINT_SECONDS) as talk:
                answer = print_pdf(talk, order, _CANCEL_AFTER_SECONDS)
        except AnswerLost:
            return expected.reference(self._id_of(order.serial), up_time)
        except RequestRefused as refused:
            raise PrinterFault(reason="http", **refused.facts) from refused
        return expected.reference(_job_id(answer), up_time)

    def _id_of(self, serial: str) -> int:
        """Find the job whose id never came back; 0 when that is not possible."""
        with contextlib.suppress(DeviceFault), self._talk(_ASK_SECONDS) as talk:
            found = jobs_named(talk, serial)
            return (found[0].job_id or 0) if len(found) == 1 else 0
        return 0

    def _clear_leftovers(self) -> None:
        with self._talk(_ASK_SECONDS) as talk:
            for left in jobs(talk, "not-completed", only_ours=True):
                cancel_job(talk, left)
            # CUPS keeps documents for a day unless told otherwise.
            for past in jobs(talk, "completed", only_ours=True):
                cancel_job(talk, past, is_purged=True)

    def _ask(self, job: JobReference, expected: QueueExpectation) -> Settlement:
        # The queue first: a job that is over there is known at the printer by now.
        queued = self._queued(job)
        address = IppAddress.parse(expected.printer)
        with Conversation(address, _ASK_SECONDS, self._trust) as talk:
            printed = jobs_named(talk, expected.expected.serial)
            printer = printer_facts(talk)
        if printer.up_time is not None and printer.up_time < job.up_time:
            return Settlement(SheetState.UNKNOWN)
        dated = [_dated(facts, printer.up_time) for facts in printed]
        keys = tuple(fault.key for fault in hindrances(printer))
        told = settle_queued(job, expected.expected, queued, dated, keys)
        if told.state is SheetState.OUT and self._is_newly_blind(expected):
            return replace(told, state=SheetState.UNKNOWN)
        return told

    def _queued(self, job: JobReference) -> QueueJob | None:
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(DeviceFault), self._talk(_ASK_SECONDS) as talk:
                return queue_job(talk, job.job_id)
        return None

    def _is_newly_blind(self, expected: QueueExpectation) -> bool:
        reasons = self._facts(_ASK_SECONDS).reasons
        return MISSING_HISTORY in reasons and not expected.was_blind

    def _call_off(self, job: JobReference, expected: QueueExpectation) -> None:
        with self._talk(_ASK_SECONDS) as talk:
            for left in jobs(talk, "not-completed", only_ours=True):
                is_ours = left.name == expected.expected.serial
                if is_ours and job.job_id in (0, left.job_id):
                    cancel_job(talk, left)

    def _call_off_at_printer(self, expected: QueueExpectation) -> None:
        address = IppAddress.parse(expected.printer)
        with Conversation(address, _ASK_SECONDS, self._trust) as talk:
            call_off(talk, [expected.expected.serial])


def _job_id(answer: Message) -> int:
    job_id = answer.group(Tag.JOB).number("job-id")
    if answer.code >= FIRST_ERROR:
        raise PrinterFault(reason="refused", status=f"{answer.code:#06x}")
    return job_id or 0


def _dated(facts: JobFacts, up_time: int | None) -> JobFacts:
    return replace(facts, up_time=up_time) if facts.up_time is None else facts
