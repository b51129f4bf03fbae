"""Who may come in at the portal: codes given out at terminals, and who is in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row

__all__ = ["OperatorIdentity", "PortalCode", "PortalSession"]

_PERSON = "person.personal_number"


class PortalCode(Row):
    """A code for one sign-in, given to somebody identified at a terminal.

    Attributes:
        digest: Keyed hash of person and code; the code itself is kept nowhere.
        assurance: How sure the terminal was, a word of `Assurance`.
        tries: Wrong codes since; after a few it counts no more.
        ends_at: Until when it counts; brought forward when a newer one is given.
    """

    __tablename__ = "portal_code"

    code_id: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    assurance: Mapped[str] = mapped_column(String(16))
    terminal: Mapped[str] = mapped_column(String(63))
    issued_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tries: Mapped[int]
    used_at: Mapped[datetime | None]


class PortalSession(Row):
    """Somebody who is signed in at the portal.

    Attributes:
        digest: SHA-256 of what the browser's cookie holds, hex.
        method: ``code`` or ``certificate``.
        seen_at: Last request; long silence ends a session.
    """

    __tablename__ = "portal_session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), index=True)
    assurance: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(16))
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OperatorIdentity(Row):
    """A client certificate given to somebody who acts for employers.

    Attributes:
        fingerprint: SHA-256 of the certificate in DER, hex.
    """

    __tablename__ = "operator_identity"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), index=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
