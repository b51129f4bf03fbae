"""Terminals' places and keys, and the envelopes prepared for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row

__all__ = ["PreparedEnvelope", "TerminalPlace"]


class TerminalPlace(Row):
    """The community a terminal stands in, and its key for envelopes.

    Attributes:
        envelope_key: X25519 public key that the terminal made; none before it
            registered one.
    """

    __tablename__ = "terminal_place"

    terminal: Mapped[str] = mapped_column(String(63), primary_key=True)
    community_code: Mapped[str] = mapped_column(
        ForeignKey("community.community_code"), index=True
    )
    envelope_key: Mapped[bytes | None]
    registered_at: Mapped[datetime | None]


class PreparedEnvelope(Row):
    """One envelope for one resident's card at one terminal.

    Attributes:
        number: The certificate inside, one of several rows where there are more.
        sealed: The closed envelope; wiped when it was withdrawn or ran out.
    """

    __tablename__ = "prepared_envelope"
    __table_args__ = (
        Index("ix_prepared_envelope_terminal", "terminal", "envelope_id"),
    )

    envelope_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal: Mapped[str] = mapped_column(String(63))
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    number: Mapped[str] = mapped_column(ForeignKey("certificate.number"))
    tag: Mapped[bytes]
    prepared_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    sealed: Mapped[bytes | None]
