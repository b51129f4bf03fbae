"""Terminals, the deeds they sent, the reviews they asked for, and the audit trail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import TicketState
from kiosk.domain.deed import DeedOutcome

__all__ = ["AuditEntry", "ReceivedDeed", "ReviewTicket", "TerminalIdentity"]


class TerminalIdentity(Row):
    """A client certificate the centre gave to a terminal.

    Attributes:
        fingerprint: SHA-256 of the certificate in DER, hex.
    """

    __tablename__ = "terminal_identity"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal: Mapped[str] = mapped_column(String(63), index=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ReceivedDeed(Row):
    """The answer a deed got, kept for ever, so that a repetition gets the same."""

    __tablename__ = "received_deed"

    deed_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    deed_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    terminal: Mapped[str] = mapped_column(String(63))
    received_at: Mapped[datetime]
    outcome: Mapped[DeedOutcome]
    reason: Mapped[str] = mapped_column(String(64))


class ReviewTicket(Row):
    """Something only a person can decide, by a day; decisions are rows of their own.

    Attributes:
        deed_id: The deed that asked for it; none when the centre itself did.
        cause: What the centre saw, so that the same cause opens one ticket.
        certification_id, fact_id: Rows of the ledger the decision is about.
        evidence: Reference to the encrypted pictures, where there are some.
    """

    __tablename__ = "review_ticket"

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(ForeignKey("person.personal_number"))
    service: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[TicketState] = mapped_column(index=True)
    deed_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    cause: Mapped[str | None] = mapped_column(String(64), unique=True)
    certification_id: Mapped[int | None] = mapped_column(
        ForeignKey("certification.certification_id")
    )
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("contrary_fact.fact_id"))
    terminal: Mapped[str] = mapped_column(String(63), default="")
    evidence: Mapped[str | None] = mapped_column(String(128))


class AuditEntry(Row):
    """Who looked at or changed what, and how it went; no names, no numbers of ids.

    Attributes:
        subject: 个人编号 of the person concerned, where the centre knows one.
        reference: Certificate number, copy serial or deed id.
    """

    __tablename__ = "audit_entry"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime] = mapped_column(index=True)
    terminal: Mapped[str] = mapped_column(String(63))
    event: Mapped[str] = mapped_column(String(32))
    result: Mapped[str] = mapped_column(String(64))
    subject: Mapped[int | None]
    reference: Mapped[str] = mapped_column(String(64))
