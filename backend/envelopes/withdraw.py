"""Taking envelopes back: replaced, run out, or their terminal is gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.certificates.standing import copy_standing, withdraw, withdrawal_of
from backend.store.envelopes import PreparedEnvelope
from backend.store.papers import Copy
from backend.store.words import CopyStanding

__all__ = ["disown_terminal", "withdraw_envelopes"]


def withdraw_envelopes(session: Session, terminal: str, now: datetime) -> int:
    """Take all open envelopes of a terminal back; gives how many there were."""
    done = session.scalars(
        update(PreparedEnvelope)
        .where(
            PreparedEnvelope.terminal == terminal,
            PreparedEnvelope.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now, sealed=None)
        .returning(PreparedEnvelope.envelope_id)
    ).all()
    return len(done)


def disown_terminal(session: Session, terminal: str, now: datetime) -> int:
    """Make what a stolen terminal holds worthless; gives how many copies.

    Its envelopes are withdrawn, and every certificate in them that no terminal
    has printed is revoked, so that the signed list of withdrawn certificates
    exposes whatever a thief might get out of them.
    """
    numbers = session.scalars(
        select(PreparedEnvelope.number)
        .where(PreparedEnvelope.terminal == terminal)
        .distinct()
    ).all()
    revoked = [number for number in numbers if _revoke(session, number, now)]
    withdraw_envelopes(session, terminal, now)
    return len(revoked)


def _revoke(session: Session, number: str, now: datetime) -> bool:
    if withdrawal_of(session, number) is not None:
        return False
    serials = session.scalars(select(Copy.serial).where(Copy.number == number))
    standings = {copy_standing(session, serial) for serial in serials}
    if standings != {CopyStanding.PREPARED}:
        return False
    reason = "terminal revoked before the prepared copy was issued"
    withdraw(session, number, reason=reason, staff="centre", now=now)
    return True
