"""Codes for one sign-in at the portal: given at a terminal, bound to the person."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.catalogue.item import Assurance
from backend.store.people import Person
from backend.store.portal import PortalCode
from kiosk.domain.fault import CentreRefused

__all__ = ["CODE_LIFE", "CodeDesk", "Entrant"]

CODE_LIFE = timedelta(minutes=10)
_DIGITS = 8
_MOST_TRIES = 5
_MOST_AN_HOUR = 5
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who came in with a code, and how sure the terminal was of them."""

    personal_number: int
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class CodeDesk:
    """Gives codes out and takes them back at one moment.

    Attributes:
        key: Keys the hashes, so that the table alone gives nobody away.
    """

    key: bytes
    now: datetime

    def issue(
        self, session: Session, person: int, assurance: Assurance, terminal: str
    ) -> str:
        """Give a person a fresh code of eight digits; an older one ends with it.

        Raises:
            CentreRefused: ``too-many-codes``, five were given in the last hour.
        """
        theirs = PortalCode.personal_number == person
        since = select(func.count()).where(
            theirs, PortalCode.issued_at > self.now - _HOUR
        )
        if (session.scalar(since) or 0) >= _MOST_AN_HOUR:
            raise CentreRefused(reason="too-many-codes")
        living = update(PortalCode).where(theirs, PortalCode.ends_at > self.now)
        session.execute(living.values(ends_at=self.now))
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        session.add(
            PortalCode(
                personal_number=person,
                digest=self._digest(person, code),
                assurance=str(assurance),
                terminal=terminal,
                issued_at=self.now,
                ends_at=self.now + CODE_LIFE,
                tries=0,
            )
        )
        return code

    def redeem(self, session: Session, number: str, code: str) -> Entrant | None:
        """Take a code of whoever has a citizen number; it counts once.

        None for whatever does not fit, without telling what: unknown number, no
        code, a wrong, used, old or too often guessed one. A wrong guess is counted
        in the caller's transaction, which therefore must be committed.
        """
        person = session.scalar(
            select(Person.personal_number).where(Person.citizen_number == number)
        )
        # The same work for a number nobody has, so that time does not tell either.
        found = self._living(session, person or 0)
        given = self._digest(person or 0, code)
        if found is None or not hmac.compare_digest(found.digest, given):
            if found is not None:
                found.tries += 1
            return None
        used = update(PortalCode).where(
            PortalCode.code_id == found.code_id, PortalCode.used_at.is_(None)
        )
        done = session.execute(used.values(used_at=self.now))
        if done.rowcount != 1:  # type: ignore[attr-defined] # of a cursor's result
            return None
        return Entrant(found.personal_number, Assurance(found.assurance))

    def _living(self, session: Session, person: int) -> PortalCode | None:
        wanted = select(PortalCode).where(
            PortalCode.personal_number == person,
            PortalCode.used_at.is_(None),
            PortalCode.ends_at > self.now,
            PortalCode.tries < _MOST_TRIES,
        )
        newest = wanted.order_by(PortalCode.code_id.desc()).limit(1)
        # Held, so that guesses at one moment are counted one after the other.
        return session.scalar(newest.with_for_update())

    def _digest(self, person: int, code: str) -> str:
        told = f"portal code 1\0{person}\0{code}"
        return hmac.new(self.key, told.encode(), hashlib.sha256).hexdigest()
