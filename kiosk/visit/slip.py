"""A slip for the pocket: offered with good news, never forced, missed by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.fault import DeviceFault, Fault
from kiosk.ports.receipt_printer import SlipState
from kiosk.visit.errand import CanPrintSlip, PrintReceipt
from kiosk.visit.question import OfferSlip, TakeSlip, Tell

if TYPE_CHECKING:
    from kiosk.domain.receipt import Receipt

__all__ = ["print_slip", "tell_with_slip"]


async def tell_with_slip(
    topic: str, facts: tuple[tuple[str, str], ...], receipt: Receipt
) -> None:
    """Tell good news; where there is a receipt printer, offer it on paper, too.

    Whatever happens to the slip, the matter itself is done, and the words say so.
    """
    if not await _is_possible():
        await Tell(topic, facts, mood="good")
    elif await OfferSlip(topic, facts):
        await print_slip(receipt)


async def _is_possible() -> bool:
    try:
        return await CanPrintSlip()
    except Fault:
        return False


async def print_slip(receipt: Receipt) -> None:
    """Print once; an interrupted slip is never repeated by itself."""
    try:
        state = await PrintReceipt(receipt)
    except DeviceFault:
        await Tell("slip-failed")
        return
    if state is SlipState.OUT:
        await TakeSlip()
    else:
        await Tell("slip-unknown")
