"""Enrolment codes: made for one terminal, used by one key, and only for a time."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.access.terminals import check_name
from backend.store.eligibility import Community
from backend.store.enrolment import EnrolmentTicket
from kiosk.domain.enrolment import EnrolmentCode
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.release import is_ring

__all__ = ["give_code", "open_ticket", "use_ticket"]


def give_code(  # noqa: PLR0913, PLR0917 - what a ticket states
    session: Session,
    terminal: str,
    community: str,
    now: datetime,
    hours: int,
    profile: str = "",
    ring: str = "",
) -> EnrolmentCode:
    """Make a code for a terminal; one given out before and not used is void.

    Raises:
        InvalidValue: the name cannot be a terminal's, or the ring none.
        NoRecord: there is no such community.
    """
    check_name(terminal)
    if ring and not is_ring(ring):
        raise InvalidValue(field="ring", reason="not-a-ring")
    if community and session.get(Community, community) is None:
        raise NoRecord(reason="no-such-community")
    unused = EnrolmentTicket.used_by.is_(None)
    of_it = EnrolmentTicket.terminal == terminal
    session.execute(delete(EnrolmentTicket).where(of_it, unused))
    code = EnrolmentCode.draw()
    session.add(
        EnrolmentTicket(
            code_name=code.name,
            door_key=code.door_key,
            terminal=terminal,
            community=community,
            profile=profile,
            ring=ring,
            made_at=now,
            expires_at=now + timedelta(hours=hours),
            used_by=None,
        )
    )
    return code


def open_ticket(session: Session, code_name: str, now: datetime) -> EnrolmentTicket:
    """Give the ticket of a code that still counts.

    Raises:
        CentreRefused: no such code, or its time is over.
    """
    ticket = session.get(EnrolmentTicket, code_name, with_for_update=True)
    if ticket is None or now >= ticket.expires_at:
        raise CentreRefused(reason="code-unknown")
    return ticket


def use_ticket(
    ticket: EnrolmentTicket, request: x509.CertificateSigningRequest
) -> None:
    """Bind a code to the key that came with it; the same key may come again.

    An answer may be lost on the way, so the terminal may repeat its question.

    Raises:
        CentreRefused: another key used the code before.
    """
    key = request.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    named = hashlib.sha256(key).hexdigest()
    if ticket.used_by not in (None, named):
        raise CentreRefused(reason="code-used")
    ticket.used_by = named
