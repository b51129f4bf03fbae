"""Following a print job at the printer itself until its paper is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ports.printer import Settlement, SheetState

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.ports.clock import Clock
    from kiosk.ports.device import Cancellation
    from kiosk.ports.printer import JobReference, Printer

__all__ = ["follow"]

_POLL_SECONDS = 0.15
_LIMIT_SECONDS = 180.0


def follow(
    printer: Printer,
    job: JobReference,
    show: Callable[[Settlement], None],
    cancellation: Cancellation,
    clock: Clock,
) -> Settlement:
    """Poll the printer's own job until it is out, failed or unknown.

    A job that hangs beyond three minutes is called off, so that it cannot come
    out for the next resident; what came of it is whatever the printer proves.

    Raises:
        Cancelled: the wait was called off; the job itself goes on.
    """
    started, shown = clock.monotonic(), None
    while True:
        settlement = printer.settlement(job)
        if settlement.state is not SheetState.PRINTING:
            return settlement
        if settlement != shown:
            show(settlement)
            shown = settlement
        if clock.monotonic() - started > _LIMIT_SECONDS:
            return printer.cancel(job)
        cancellation.wait(_POLL_SECONDS)
