"""What the centre knows of its terminals from their beats, and what it orders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row

__all__ = ["BeatHistory", "FleetOrder", "FleetTicket", "HandedLog", "TerminalBeat"]


class TerminalBeat(Row):
    """The newest beat of a terminal; this row alone is written over.

    Attributes:
        body: The beat as it came, JSON.
        heard_seconds_ahead: Terminal's clock minus ours when the beat came.
    """

    __tablename__ = "terminal_beat"

    terminal: Mapped[str] = mapped_column(String(63), primary_key=True)
    received_at: Mapped[datetime]
    instance: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int]
    heard_seconds_ahead: Mapped[float]
    body: Mapped[str] = mapped_column(Text)


class BeatHistory(Row):
    """A beat kept for good: one each quarter of an hour, or when offers changed."""

    __tablename__ = "beat_history"
    __table_args__ = (Index("ix_beat_history_terminal", "terminal", "received_at"),)

    beat_id: Mapped[int] = mapped_column(primary_key=True)
    terminal: Mapped[str] = mapped_column(String(63))
    received_at: Mapped[datetime]
    offers: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)


class FleetTicket(Row):
    """Something about a terminal that a person must see to.

    Attributes:
        rule: Key of the rule that opened it.
        value: What was measured then, as a text without personal data.
        closed_by: Number of the member of staff, or ``rule`` when it passed.
    """

    __tablename__ = "fleet_ticket"

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    terminal: Mapped[str] = mapped_column(String(63), index=True)
    rule: Mapped[str] = mapped_column(String(64))
    severity: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str] = mapped_column(String(32))


class FleetOrder(Row):
    """One remote order and what became of it."""

    __tablename__ = "fleet_order"

    order_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal: Mapped[str] = mapped_column(String(63), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    argument: Mapped[str] = mapped_column(String(64))
    ordered_at: Mapped[datetime] = mapped_column(index=True)
    ordered_by: Mapped[str] = mapped_column(String(32))
    told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(String(64))


class HandedLog(Row):
    """The end of a terminal's event log that an order asked for."""

    __tablename__ = "handed_log"

    order_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal: Mapped[str] = mapped_column(String(63))
    received_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
