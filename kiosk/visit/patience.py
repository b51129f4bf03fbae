"""Trying again with the resident's consent when the centre does not answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from kiosk.domain.fault import CentreUnreachable, DeviceLost, Expired
from kiosk.visit.ask import Ask
from kiosk.visit.question import TryAgain

__all__ = ["insist"]

T = TypeVar("T")
U = TypeVar("U")


async def _nothing() -> None:
    """Be the way out where there is none."""


async def insist(
    errand: Ask[T], or_else: Callable[[], Awaitable[U | None]] = _nothing
) -> T | U:
    """Run an errand that is safe to repeat until it works or the resident stops.

    ``or_else`` is tried first when there is no answer: what it gives counts
    instead, and the resident is not troubled; nothing means that there is no
    other way.

    Raises:
        Fault: the last trouble, when the resident wants no further try.
    """
    while True:
        try:
            return await errand
        except (CentreUnreachable, Expired, DeviceLost) as fault:
            instead = await or_else()
            if instead is not None:
                return instead
            if not await TryAgain(fault.key):
                raise
