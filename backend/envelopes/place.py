"""Where a terminal stands, and the key for which its envelopes are closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.envelopes.withdraw import withdraw_envelopes
from backend.store.eligibility import Community
from backend.store.envelopes import TerminalPlace
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord

__all__ = ["place_terminal", "register_key"]

_KEY_BYTES = 32


def place_terminal(session: Session, terminal: str, community: str) -> None:
    """Say in which community a terminal stands; its key stays what it is.

    Raises:
        NoRecord: there is no such community.
    """
    if session.get(Community, community) is None:
        raise NoRecord(reason="no-such-community")
    place = session.get(TerminalPlace, terminal)
    if place is None:
        session.add(TerminalPlace(terminal=terminal, community_code=community))
    else:
        place.community_code = community


def register_key(
    session: Session, terminal: str, public_key: bytes, now: datetime
) -> None:
    """Keep a terminal's new key; envelopes for the one before are withdrawn.

    Raises:
        CentreRefused: the terminal stands in no community.
        InvalidValue: that is no key.
    """
    if len(public_key) != _KEY_BYTES:
        raise InvalidValue(field="public_key", reason="length")
    place = session.get(TerminalPlace, terminal)
    if place is None:
        raise CentreRefused(reason="no-community")
    if place.envelope_key != public_key:
        withdraw_envelopes(session, terminal, now)
        place.envelope_key, place.registered_at = public_key, now
