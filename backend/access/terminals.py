"""The terminals the centre knows: enrolled, looked up by certificate, revoked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from backend.store.fleet import TerminalIdentity
from backend.store.tables import METADATA
from kiosk.domain.fault import CentreRefused, InvalidValue, Revoked

__all__ = ["admit", "admit_younger", "check_name", "enrol", "revoke"]

_IDENTITY = METADATA.tables[TerminalIdentity.__tablename__]
_HOLDER = select(_IDENTITY.c.terminal, _IDENTITY.c.revoked_at).where(
    _IDENTITY.c.fingerprint == bindparam("shown")
)
"""Put together once, and read as columns: every request begins with it."""

_UNDER_WAY = timedelta(minutes=5)
"""Far longer than any request waits for its turn at the database."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def check_name(name: str, field: str = "terminal") -> str:
    """Give a machine's name back if it can be one: small letters, digits, hyphens.

    Args:
        name: As it was told.
        field: Whose name it is, for the refusal.

    Raises:
        InvalidValue: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise InvalidValue(field=field, reason="name")
    return name


def enrol(session: Session, name: str, fingerprint: str, now: datetime) -> None:
    """Let a certificate in under a name; one given out before is revoked."""
    revoke(session, name, now)
    session.add(
        TerminalIdentity(fingerprint=fingerprint, terminal=name, enrolled_at=now)
    )


def admit_younger(session: Session, name: str, fingerprint: str, now: datetime) -> None:
    """Let a renewed certificate in beside the one it follows.

    That one ends by itself: were the answer lost, the terminal would have no other.
    Who asks was admitted a moment ago, and may have been revoked since: a thief's
    terminal that asks all day long must not slip through beside its revocation.

    Raises:
        CentreRefused: ``just-revoked``, an identity of the name was withdrawn in
            the last minutes; an honest successor asks again later.
    """
    # Held, so that a revocation is over, or waits until we are.
    held = select(TerminalIdentity).where(TerminalIdentity.terminal == name)
    ended = [row.revoked_at for row in session.scalars(held.with_for_update())]
    if any(at is not None and at > now - _UNDER_WAY for at in ended):
        raise CentreRefused(reason="just-revoked")
    session.add(
        TerminalIdentity(fingerprint=fingerprint, terminal=name, enrolled_at=now)
    )


def admit(session: Session, fingerprint: str) -> str:
    """Tell the name of the terminal that holds a certificate.

    Raises:
        Revoked: the certificate was withdrawn, or (reason ``unknown``) is none we
            know, as after the centre was restored from an old copy. Only what was
            withdrawn makes a terminal seal itself.
    """
    identity = session.execute(_HOLDER, {"shown": fingerprint}).first()
    if identity is None:
        raise Revoked(reason="unknown")
    if identity.revoked_at is not None:
        raise Revoked
    return str(identity.terminal)


def revoke(session: Session, name: str, now: datetime) -> int:
    """Withdraw all certificates of a terminal at once; gives how many there were."""
    theirs = TerminalIdentity.terminal == name
    # Whoever renews at this moment holds these rows; the look after it sees all.
    session.execute(
        select(TerminalIdentity.fingerprint).where(theirs).with_for_update()
    )
    ended = session.scalars(
        update(TerminalIdentity)
        .where(theirs, TerminalIdentity.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(TerminalIdentity.fingerprint)
    )
    return len(ended.all())
