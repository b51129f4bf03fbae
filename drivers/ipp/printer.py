"""A network printer spoken to directly: at most once, and *unknown* when in doubt."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from drivers.ipp.address import IppAddress
from drivers.ipp.client import AnswerLost, Conversation, RequestRefused
from drivers.ipp.message import Tag
from drivers.ipp.query import (
    FIRST_ERROR,
    call_off,
    cancel_job,
    describe,
    find_job,
    print_pdf,
    printer_facts,
)
from drivers.ipp.reasons import explain, hindrances
from drivers.ipp.settlement import Expectation, settle
from kiosk.domain.fault import DeviceFault, DeviceLost, InvalidValue, PrinterFault
from kiosk.ports.capability import Capabilities, DeviceClass
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.printer import JobReference, Settlement, SheetState

if TYPE_CHECKING:
    import ssl
    from collections.abc import Collection

    from drivers.ipp.message import Message
    from kiosk.ports.printer import PrintOrder

__all__ = ["IppPrinter"]

_STATUS_SECONDS = 0.45
_ASK_SECONDS = 1.0
_PREFLIGHT_SECONDS = 2.0
_PRINT_SECONDS = 15.0
_STOP_SECONDS = 2.0
_POLL_SECONDS = 0.1
_ATTEMPTS = 2

# Server errors after which the fate of the document is open (RFC 8011 B.1.5):
# internal-error, device-error, job-canceled.
_OPEN_ENDED = {0x0500, 0x0504, 0x0508}


class IppPrinter:
    """A printer at an address such as ``ipp://192.0.2.7/ipp/print``.

    The printer must take PDF and report ``job-impressions-completed``, as
    IPP Everywhere (PWG 5100.14) demands. Give the address as a number: looking
    a name up may take longer than the time-outs promise.
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
            uri: Address with scheme ipp, ipps, http or https.
            name: Device name for logs.
            trust: Whom to believe at an ipps address; the system's
                authorities by default, a context with the printer's own
                certificate in most halls.

        Raises:
            InvalidValue: the address cannot be one of a printer.
        """
        self._name = name
        self._address = IppAddress.parse(uri)
        self._trust = trust

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    @property
    def uri(self) -> str:
        """The printer's address."""
        return self._address.uri

    def status(self, seconds: float = _STATUS_SECONDS) -> DeviceStatus:
        """Tell the printer's own word on itself; offline where there is none."""
        try:
            with self._conversation(self._address, seconds) as talk:
                return explain(printer_facts(talk))
        except DeviceFault as fault:
            return DeviceStatus(
                DeviceState.OFFLINE, cause=DeviceLost.key, detail=str(fault)
            )

    def capabilities(self) -> Capabilities:
        """Tell the printer's own words on what it is; only its kind without any."""
        try:
            with self._conversation(self._address, _STATUS_SECONDS) as talk:
                return describe(talk)
        except DeviceFault:
            return Capabilities(frozenset({DeviceClass.PRINTER}))

    def submit(self, order: PrintOrder) -> JobReference:
        """Hand the pages over and return; see the port for what is promised.

        When the connection is lost after the first byte of the job, nothing is
        raised. If the printer had begun to answer, it has the whole document,
        and the job is looked for by its name, which is the serial. Otherwise
        it may have any part of it, and the reference has ``job_id`` 0. Such a
        job, too, is followed by its name while it runs, but never called out:
        its end is *unknown*, or failed when it ended without any sheet.

        Raises:
            PaperOut, TonerOut, Jammed, CoverOpen, PrinterFault: the printer
                cannot print; nothing was sent.
            PrinterFault: also when the printer, or its web server, refused the
                job; busy with another one, for instance.
            DeviceLost: no connection before anything of the job was sent.
        """
        up_time = self.preflight()
        expected = Expectation(self._address.uri, order.serial, order.sheets)
        try:
            with self._conversation(self._address, _PRINT_SECONDS) as talk:
                answer = print_pdf(talk, order)
        except AnswerLost as lost:
            return self._recover(expected, up_time, bool(lost.facts["answered"]))
        except RequestRefused as refused:
            raise PrinterFault(reason="http", **refused.facts) from refused
        return self._taken(answer, expected, up_time)

    def settlement(self, job: JobReference) -> Settlement:
        """Ask the printer where the job stands, twice before giving up."""
        for _ in range(_ATTEMPTS):
            try:
                return self._ask(job, Expectation.of(job))
            except InvalidValue:
                break
            except DeviceFault:
                continue
        return Settlement(SheetState.UNKNOWN)

    def cancel(self, job: JobReference) -> Settlement:
        """Ask the printer to drop the job and tell where it stands then.

        Waits up to two seconds for the printer to stop; ``PRINTING`` means
        that it still has not, and `settlement` tells the end.
        """
        with contextlib.suppress(DeviceFault, InvalidValue):
            self._call_off(job)
        deadline = time.monotonic() + _STOP_SECONDS
        while True:
            settlement = self.settlement(job)
            is_over = settlement.state is not SheetState.PRINTING
            if is_over or time.monotonic() > deadline:
                return settlement
            time.sleep(_POLL_SECONDS)

    def recall(self, serials: Collection[str]) -> None:
        """Call off what has not come out of these copies; see the port."""
        with self._conversation(self._address, _ASK_SECONDS) as talk:
            call_off(talk, serials)

    def preflight(self) -> int:
        """Look before sending; gives the up-time, 0 where it is not told.

        Raises:
            PaperOut, TonerOut, Jammed, CoverOpen, PrinterFault: it cannot print.
            DeviceLost: it does not answer.
        """
        try:
            with self._conversation(self._address, _PREFLIGHT_SECONDS) as talk:
                facts = printer_facts(talk)
        except DeviceFault as fault:
            raise DeviceLost(reason=fault.key, **_plain(fault)) from fault
        for hindrance in hindrances(facts):
            raise hindrance
        return facts.up_time or 0

    def close(self) -> None:
        """Nothing to give back: each action has its own connection."""

    def _conversation(self, address: IppAddress, seconds: float) -> Conversation:
        return Conversation(address, seconds, self._trust)

    def _taken(
        self, answer: Message, expected: Expectation, up_time: int
    ) -> JobReference:
        job_id = answer.group(Tag.JOB).number("job-id")
        if answer.code >= FIRST_ERROR and answer.code not in _OPEN_ENDED:
            raise PrinterFault(reason="refused", status=f"{answer.code:#06x}")
        if answer.code >= FIRST_ERROR or not job_id:
            return self._recover(expected, up_time, was_read=True)
        return expected.reference(job_id, up_time)

    def _recover(
        self,
        expected: Expectation,
        up_time: int,
        was_read: bool,  # noqa: FBT001 - a fact, not a switch
    ) -> JobReference:
        lost = expected.reference(0, up_time)
        if not was_read:
            return lost
        try:
            with self._conversation(self._address, _ASK_SECONDS) as talk:
                found = find_job(talk, lost, expected)
        except DeviceFault:
            return lost
        return expected.reference(found.job_id or 0, up_time) if found else lost

    def _call_off(self, job: JobReference) -> None:
        expected = Expectation.of(job)
        address = IppAddress.parse(expected.address)
        with self._conversation(address, _ASK_SECONDS) as talk:
            found = find_job(talk, job, expected)
            # An id that now names somebody else's job must not be cancelled.
            if found is not None and found.name == expected.serial:
                cancel_job(talk, found)

    def _ask(self, job: JobReference, expected: Expectation) -> Settlement:
        address = IppAddress.parse(expected.address)
        with self._conversation(address, _ASK_SECONDS) as talk:
            facts = find_job(talk, job, expected)
            if facts is None:
                return Settlement(SheetState.UNKNOWN)
            printer = printer_facts(talk)
        if facts.up_time is None:
            facts = replace(facts, up_time=printer.up_time)
        keys = tuple(fault.key for fault in hindrances(printer))
        return settle(job, expected, facts, keys)


def _plain(fault: DeviceFault) -> dict[str, str | int | float]:
    return {key: fact for key, fact in fault.facts.items() if key != "reason"}
