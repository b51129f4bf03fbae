"""Which lights lead the hand at each question: the device that waits shines."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kiosk.ports.guidance import Colour, Direction, Light, Pace, Place
from kiosk.visit.ask import Ask
from kiosk.visit.checking import ScanCode
from kiosk.visit.errand import AwaitSheets, PrintReceipt
from kiosk.visit.question import (
    ConfirmPaper,
    MatchFace,
    ReadCard,
    TakeCard,
    TakePaper,
    TakeSlip,
)
from kiosk.visit.staffing import (
    PresentStaffCard,
    ReadIdCard,
    ReadSecurityCard,
    TakeStaffCard,
)

__all__ = ["LIGHTS", "lights_for"]

_OUT = Direction.EXIT
_CARD_OUT = Light(Place.CARD_READER, Pace.FAST, Colour.GREEN, _OUT)
_SLIP_OUT = Light(Place.RECEIPT_PRINTER, Pace.FAST, Colour.GREEN, _OUT)
_CARD_IN = Light(Place.CARD_READER, Pace.SLOW, direction=Direction.ENTRY)
_ID_CARD_IN = Light(Place.ID_CARD_READER, Pace.SLOW, direction=Direction.ENTRY)
_SHEET_OUT = Light(Place.PRINTER, Pace.FAST, Colour.GREEN, _OUT)

LIGHTS: Mapping[type[Ask[Any]], tuple[Light, ...]] = MappingProxyType(
    {
        ReadCard: (_CARD_IN, _ID_CARD_IN),
        MatchFace: (Light(Place.CAMERA, Pace.ON, Colour.WHITE),),
        AwaitSheets: (Light(Place.PRINTER, Pace.SLOW, direction=_OUT),),
        PrintReceipt: (Light(Place.RECEIPT_PRINTER, Pace.SLOW, direction=_OUT),),
        TakePaper: (_SHEET_OUT,),
        TakeSlip: (_SLIP_OUT,),
        ConfirmPaper: (_SHEET_OUT,),
        TakeCard: (_CARD_OUT,),
        PresentStaffCard: (_CARD_IN,),
        TakeStaffCard: (_CARD_OUT,),
        ScanCode: (Light(Place.SCANNER, Pace.SLOW, direction=Direction.ENTRY),),
        ReadIdCard: (_ID_CARD_IN,),
        ReadSecurityCard: (_CARD_IN,),
    }
)
"""Lights of the asks that need a hand or a look; all others leave it dark."""


def lights_for(ask: Ask[Any] | None) -> tuple[Light, ...]:
    """Give the lights of an open question, none between visits."""
    return LIGHTS.get(type(ask), ()) if ask is not None else ()
