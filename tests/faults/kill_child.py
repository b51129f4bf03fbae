"""A terminal without a screen that visits, prints and syncs until it is killed.

``python -m tests.faults.kill_child SETTINGS``: tells ``open`` once the store is, and
a line for each copy whose outcome is in the outbox.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

from drivers.ipp.printer import IppPrinter
from kiosk.assembly.cabinet import Cabinet, open_cabinet
from kiosk.assembly.stations import new_id
from kiosk.clock import SystemClock
from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import CentreFault, Fault
from kiosk.logs import EventLog
from kiosk.ports.device import Cancellation
from kiosk.ports.printer import PrintOrder, SheetState
from kiosk.ports.store import CopyState
from kiosk.settings import load_settings
from kiosk.terminal.printing import follow
from tests.unit.backend.running_centre import subject_of

_STATES = {SheetState.OUT: CopyState.OUT, SheetState.FAILED: CopyState.FAILED}


def main(settings_file: Path) -> None:
    """Go on for ever."""
    settings, clock = load_settings(settings_file), SystemClock()
    cabinet = open_cabinet(settings, clock, EventLog(StringIO(), clock), new_id)
    printer = IppPrinter(settings.printer.uri)
    _tell("open")
    while True:
        with suppress(CentreFault):
            _tell(_visit(cabinet, printer, clock))
        cabinet.tidy()


def _visit(cabinet: Cabinet, printer: IppPrinter, clock: SystemClock) -> str:
    """Do what a visit does, in the order in which a visit does it."""
    certificate = cabinet.issue(
        CertificateOrder(
            new_id(),
            CertificateKind.ENROLMENT,
            subject_of("employee"),
            CardKind.SOCIAL_SECURITY,
            0.61,
        )
    )
    serial = certificate.serial
    cabinet.store.ledger.reserve(serial, certificate.pages)
    state = _printed(cabinet, printer, clock, serial, certificate.pdf)
    cabinet.settle(serial, state)
    payload = {"serial": serial, "state": str(state)}
    cabinet.record(Deed(new_id(), DeedKind.COPY_SETTLED, clock.now(), payload))
    return serial


def _printed(
    cabinet: Cabinet, printer: IppPrinter, clock: SystemClock, serial: str, pdf: bytes
) -> CopyState:
    try:
        job = printer.submit(PrintOrder(serial, pdf, 1))
    except Fault:
        return CopyState.UNKNOWN
    cabinet.store.ledger.sent(serial, job)
    settlement = follow(printer, job, lambda _: None, Cancellation(), clock)
    return _STATES.get(settlement.state, CopyState.UNKNOWN)


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
