"""From a sealed certificate to paper in the hand: at most once, plus *unknown*."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import (
    DeviceLost,
    Expired,
    Fault,
    PrinterFault,
    StoreFault,
)
from kiosk.ports.printer import PrintOrder, SheetState
from kiosk.ports.store import CopyState
from kiosk.visit.errand import (
    AwaitSheets,
    NameDeed,
    NoteJob,
    ReadClock,
    Record,
    ReserveCopy,
    SettleCopy,
    SubmitCopy,
    VerifySeal,
)
from kiosk.visit.prepared import reserve_prepared
from kiosk.visit.question import ConfirmPaper, TakePaper, Tell, TryAgain

if TYPE_CHECKING:
    from kiosk.domain.certificate import IssuedCertificate
    from kiosk.domain.envelope import PreparedCertificate
    from kiosk.domain.staff import IdentifiedBy
    from kiosk.ports.printer import JobReference

__all__ = ["deliver", "deliver_prepared"]

_STATES = {
    SheetState.OUT: CopyState.OUT,
    SheetState.FAILED: CopyState.FAILED,
}


async def deliver(certificate: IssuedCertificate) -> None:
    """Check, print and hand over one copy, and tell the centre what came of it.

    Raises:
        SealInvalid: nothing was printed.
        PrinterFault: nothing was printed and the copy is settled as failed.
    """
    await VerifySeal(certificate.pdf)
    await ReserveCopy(certificate.serial, certificate.pages)
    await print_reserved(certificate)


async def deliver_prepared(copy: PreparedCertificate, method: IdentifiedBy) -> None:
    """Do as `deliver` with a copy that was issued in advance.

    Raises:
        SealInvalid: nothing was printed, and the copy is still prepared.
        PrinterFault: nothing was printed and the copy is settled as failed.
    """
    await VerifySeal(copy.certificate.pdf)
    await reserve_prepared(copy, method)
    await print_reserved(copy.certificate)


async def print_reserved(certificate: IssuedCertificate) -> None:
    """Print and hand over a copy whose intent is in the ledger."""
    order = PrintOrder(certificate.serial, certificate.pdf, certificate.pages)
    job = await submit(order)
    await note_job(order.serial, job)
    state = await settle(order, job)
    await report(order.serial, state)
    if state is not CopyState.TAKEN:
        await Tell(f"copy-{state}", mood="trouble")


async def submit(order: PrintOrder) -> JobReference:
    """Hand the copy over once the printer can take it; failed if it never can."""
    while True:
        try:
            return await SubmitCopy(order)
        except (PrinterFault, DeviceLost) as fault:
            # Both mean that nothing was handed over, so another try is safe.
            if not await TryAgain(fault.key):
                await _give_up(order.serial, CopyState.FAILED)
                raise
        except Fault:
            # Anything else leaves open whether pages went out: never repeat.
            await _give_up(order.serial, CopyState.UNKNOWN)
            raise


async def note_job(serial: str, job: JobReference) -> None:
    """Note which job carries the copy; paper on its way is handed over in any case.

    A visit that ended here would leave the paper to whoever comes next. Without the
    note the copy is *unknown* after a restart, as it would have been.
    """
    with suppress(StoreFault, DeviceLost, Expired):
        await NoteJob(serial, job)


async def settle(order: PrintOrder, job: JobReference) -> CopyState:
    """Wait for the sheets, then for the hand that takes them."""
    try:
        settlement = await AwaitSheets(job, order.sheets)
        state = _STATES.get(settlement.state, CopyState.UNKNOWN)
    except (Expired, DeviceLost):
        state = CopyState.UNKNOWN
    await SettleCopy(order.serial, state)
    if state is CopyState.OUT:
        taken = await TakePaper(order.sheets)
    elif state is CopyState.UNKNOWN:
        taken = await ConfirmPaper(order.sheets)
    else:
        return state
    state = CopyState.TAKEN if taken else CopyState.UNKNOWN
    await SettleCopy(order.serial, state)
    return state


async def report(serial: str, state: CopyState) -> None:
    """Tell the centre, through the outbox, what came of the copy."""
    deed = Deed(
        id=await NameDeed(),
        kind=DeedKind.COPY_SETTLED,
        made_at=await ReadClock(),
        payload={"serial": serial, "state": str(state)},
    )
    await Record(deed)


async def _give_up(serial: str, state: CopyState) -> None:
    await SettleCopy(serial, state)
    await report(serial, state)
