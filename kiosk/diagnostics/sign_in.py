"""Signing in at the terminal: card, PIN, growing rests; it works without a line.

A card blocks itself after three wrong PINs. The terminal counts beside it, whoever's
card is tried, and before a PIN is checked, so that neither other cards nor a power
cut give anybody more tries. Figures after VxSuite: a rest that doubles, then a lock.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from kiosk.diagnostics.sheet import Option, Row, ShowSheet, Tone, told
from kiosk.domain.fault import (
    CardFault,
    DeviceLost,
    Expired,
    ForeignCard,
    StaffCardBlocked,
    StoreFault,
)
from kiosk.domain.staff import StaffSession
from kiosk.ports.logbook import SignInStanding
from kiosk.ports.staff_card import PinCheck, StaffBadge
from kiosk.visit.another_way import pause_seconds
from kiosk.visit.ask import Ask
from kiosk.visit.errand import ReadClock
from kiosk.visit.question import TryAgain
from kiosk.visit.staffing import EnterPin, TypedPin

__all__ = [
    "LOCK_SECONDS",
    "BeginSignIn",
    "EndSignIn",
    "PresentWorkCard",
    "ReadSignIns",
    "SignIn",
    "rest_seconds",
    "sign_in",
]

LOCK_SECONDS = 900
"""How long nobody may sign in after too many tries."""

_FREE_TRIES = 2
_FIRST_REST = 15
_LOCKING_TRIES = 7


@dataclass(frozen=True, slots=True)
class PresentWorkCard(Ask[StaffBadge]):
    """Ask for a staff card and read its badge; one that is in already is read."""

    lends_reader: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 60


@dataclass(frozen=True, slots=True)
class ReadSignIns(Ask[SignInStanding]):
    """Get the tries since the last success from the logbook."""

    lends_reader: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class BeginSignIn(Ask[None]):
    """Count a try, durably, before its PIN is checked."""

    lends_reader: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class SignIn(Ask[PinCheck | StaffSession]):
    """Have the card check its PIN and sign for this terminal.

    A wrong PIN is answered by the card's check, a right one by the session.
    """

    badge: StaffBadge
    pin: TypedPin = field(repr=False)

    lends_reader: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class EndSignIn(Ask[None]):
    """Forget the tries, and write the entry into the audit chain."""

    session: StaffSession


def rest_seconds(standing: SignInStanding, now: datetime) -> int:
    """Give how long nobody may type a PIN now.

    Two tries are free; then 15 s, doubling, and `LOCK_SECONDS` from the seventh
    on. A clock that was put back makes the rest no longer than it was at first.
    """
    if standing.last_at is None or standing.tries < _FREE_TRIES:
        return 0
    doublings = standing.tries - _FREE_TRIES
    is_locked = standing.tries >= _LOCKING_TRIES
    whole = LOCK_SECONDS if is_locked else _FIRST_REST * 2**doublings
    passed = max(timedelta(0), now - standing.last_at)
    return max(0, min(whole, round(whole - passed.total_seconds())))


async def sign_in() -> StaffSession | None:
    """Let a member of staff prove themselves; none when that was given up."""
    while True:
        try:
            return await _by_card()
        except (CardFault, DeviceLost, Expired) as fault:
            is_other = isinstance(fault, ForeignCard)
            if not await TryAgain("no-staff-card" if is_other else fault.key):
                return None


async def _by_card() -> StaffSession | None:
    badge = await PresentWorkCard()
    tries_left, was_wrong = badge.tries_left, False
    while True:
        rest = await _rest()
        if rest > LOCK_SECONDS // 2:
            await _tell_locked(rest)
            return None
        pause = max(rest, pause_seconds(tries_left) if was_wrong else 0)
        pin = await EnterPin(tries_left, pause, was_wrong)
        if pin is None:
            return None
        await _count()
        outcome = await SignIn(badge, pin)
        if isinstance(outcome, StaffSession):
            return await _welcome(outcome)
        if outcome.is_blocked:
            raise StaffCardBlocked
        tries_left, was_wrong = outcome.tries_left, True


async def _welcome(session: StaffSession) -> StaffSession:
    with suppress(StoreFault, DeviceLost, Expired):
        await EndSignIn(session)
    return session


async def _rest() -> int:
    """Ask the logbook; where the store is gone, the card's own three tries guard."""
    try:
        standing = await ReadSignIns()
    except (StoreFault, DeviceLost, Expired):
        return 0
    return rest_seconds(standing, await ReadClock())


async def _count() -> None:
    with suppress(StoreFault, DeviceLost, Expired):
        await BeginSignIn()


async def _tell_locked(seconds: int) -> None:
    minutes = -(-seconds // 60)
    row = Row(told("technician.locked.row", minutes=minutes), tone=Tone.TROUBLE)
    await ShowSheet("locked", (row,), (Option("understood", is_primary=True),))
