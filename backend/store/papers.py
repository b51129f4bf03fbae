"""Issued certificates, their copies, and the counters that number them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import CopyStanding
from kiosk.domain.certificate import CertificateKind

__all__ = ["Certificate", "Copy", "CopyEvent", "Counter"]


class Counter(Row):
    """The last number given out of one series, e.g. ``certificate-2026``."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]


class Certificate(Row):
    """A certificate as it was ordered: its number and the facts it states.

    Attributes:
        order_id: The order's id, made at the terminal; one certificate for ever.
        order_hash: SHA-256 of the order, to refuse an id used for another one.
        facts: The stated facts on the wire form, as JSON text.
    """

    __tablename__ = "certificate"

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[CertificateKind]
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    order_id: Mapped[str] = mapped_column(String(36), unique=True)
    order_hash: Mapped[str] = mapped_column(String(64))
    terminal: Mapped[str] = mapped_column(String(63))
    facts: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    valid_until: Mapped[date]


class Copy(Row):
    """One copy with its own serial; sealed once, then its bytes never change."""

    __tablename__ = "copy"

    serial: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("certificate.number"), index=True)
    verification_code: Mapped[str] = mapped_column(String(16), unique=True)
    pages: Mapped[int | None]
    pdf: Mapped[bytes | None]


class CopyEvent(Row):
    """Something that was learnt about a copy's paper."""

    __tablename__ = "copy_event"

    event_id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(ForeignKey("copy.serial"), index=True)
    standing: Mapped[CopyStanding]
    noted_at: Mapped[datetime]
    deed_id: Mapped[str | None] = mapped_column(String(36), unique=True)
