"""Trying again with the resident's consent when the centre does not answer."""

from __future__ import annotations

from typing import TypeVar

from kiosk.domain.fault import CentreUnreachable, DeviceLost, Expired
from kiosk.visit.ask import Ask
from kiosk.visit.question import TryAgain

__all__ = ["insist"]

T = TypeVar("T")


async def insist(errand: Ask[T]) -> T:
    """Run an errand that is safe to repeat until it works or the resident stops.

    Raises:
        Fault: the last trouble, when the resident wants no further try.
    """
    while True:
        try:
            return await errand
        except (CentreUnreachable, Expired, DeviceLost) as fault:
            if not await TryAgain(fault.key):
                raise
