"""Who is signed in at the portal: for a short while, ended by silence or at will."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.portal_code import Entrant
from backend.catalogue.item import Assurance
from backend.store.people import Person
from backend.store.portal import PortalSession

__all__ = ["SESSION_LIFE", "SILENCE", "Visitor", "admit_visitor", "begin", "end"]

SESSION_LIFE = timedelta(hours=1)
SILENCE = timedelta(minutes=15)
_SECRET_BYTES = 32
_SEEN_STEP = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in.

    Attributes:
        session: Name of the session, to which forms are bound; not its secret.
    """

    personal_number: int
    citizen_number: str
    name: str
    assurance: Assurance
    method: str
    session: str


def begin(session: Session, entrant: Entrant, method: str, now: datetime) -> str:
    """Sign somebody in; gives the secret for the browser's cookie, kept nowhere."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    session.add(
        PortalSession(
            digest=_digest(secret),
            personal_number=entrant.personal_number,
            assurance=str(entrant.assurance),
            method=method,
            begun_at=now,
            seen_at=now,
        )
    )
    return secret


def admit_visitor(session: Session, secret: str, now: datetime) -> Visitor | None:
    """Tell who a cookie stands for; none after the end, an hour, or long silence.

    That they were seen is noted in the caller's transaction.
    """
    found = session.get(PortalSession, _digest(secret))
    if found is None or not _lives(found, now):
        return None
    if now - found.seen_at > _SEEN_STEP:
        found.seen_at = now
    person = session.get_one(Person, found.personal_number)
    return Visitor(
        found.personal_number,
        person.citizen_number,
        person.name,
        Assurance(found.assurance),
        found.method,
        found.digest,
    )


def end(session: Session, name: str, now: datetime) -> None:
    """Sign somebody out; the cookie counts no more, wherever it lies."""
    wanted = select(PortalSession).where(PortalSession.digest == name)
    found = session.scalar(wanted)
    if found is not None and found.ended_at is None:
        found.ended_at = now


def _lives(found: PortalSession, now: datetime) -> bool:
    is_young = now - found.begun_at < SESSION_LIFE and now - found.seen_at < SILENCE
    return found.ended_at is None and is_young


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
