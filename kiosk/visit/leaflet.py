"""A leaflet on paper: drawn, printed once, taken; nobody's matter hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.domain.fault import Fault
from kiosk.domain.leaflet import DrawnLeaflet, Leaflet
from kiosk.ports.printer import PrintOrder, SheetState
from kiosk.visit.ask import Ask
from kiosk.visit.errand import AwaitSheets, NameDeed, SubmitCopy
from kiosk.visit.question import ConfirmPaper, TakePaper, Tell

if TYPE_CHECKING:
    from kiosk.ports.printer import JobReference

__all__ = ["CanPrintLeaflet", "DrawLeaflet", "print_leaflet"]

_NAME = "LEAFLET"
"""Begins the job's name, so that nobody takes it for a certificate's serial."""


@dataclass(frozen=True, slots=True)
class CanPrintLeaflet(Ask[bool]):
    """Tell whether pages can be drawn and printed now."""


@dataclass(frozen=True, slots=True)
class DrawLeaflet(Ask[DrawnLeaflet]):
    """Draw an article's pages."""

    leaflet: Leaflet = field(repr=False)


async def print_leaflet(leaflet: Leaflet) -> None:
    """Print once; whatever comes of it, nothing is printed again by itself.

    It is no paper of the centre: the ledger and the centre never hear of it.
    """
    try:
        drawn = await DrawLeaflet(leaflet)
        order = PrintOrder(f"{_NAME}-{await NameDeed()}", drawn.pdf, drawn.sheets)
        job = await SubmitCopy(order)
    except Fault:
        await Tell("leaflet-failed")
    else:
        await _hand_over(job, drawn.sheets)


async def _hand_over(job: JobReference, sheets: int) -> None:
    try:
        state = (await AwaitSheets(job, sheets)).state
    except Fault:
        state = SheetState.UNKNOWN
    if state is SheetState.FAILED:
        await Tell("leaflet-failed")
        return
    asked = TakePaper if state is SheetState.OUT else ConfirmPaper
    if not await asked(sheets):
        await Tell("leaflet-unknown")
