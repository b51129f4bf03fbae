"""A service seen to its end: whatever fault it leaves is told in plain words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.domain.fault import DeviceLost, Expired, Fault
from kiosk.visit.question import Apologise, TakeCard

if TYPE_CHECKING:
    from kiosk.visit.conversation import Converse

__all__ = ["apology", "attending", "farewell"]


def attending(converse: Converse) -> Converse:
    """Wrap a service so that a fault ends in a sentence and a way to help."""

    async def attend() -> None:
        try:
            await converse()
        except Fault as fault:
            await Apologise(fault.key)

    return attend


async def farewell() -> None:
    """Remind of the card in the reader until it is taken.

    A reader that goes away meanwhile tells nobody any more that it was taken:
    whoever has been reminded is believed.
    """
    with suppress(DeviceLost, Expired):
        await TakeCard()


def apology(trouble: str) -> Converse:
    """Make a conversation that only says why the visit ended."""

    async def apologise() -> None:
        await Apologise(trouble)

    return apologise
