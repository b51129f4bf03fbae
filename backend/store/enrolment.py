"""Codes by which new terminals may enrol, each once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row

__all__ = ["EnrolmentTicket"]


class EnrolmentTicket(Row):
    """What the centre keeps of a code: enough to know it, too little to type it.

    Attributes:
        code_name: See `EnrolmentCode.name`.
        door_key: See `EnrolmentCode.door_key`.
        community: Community the terminal will serve by envelopes, or empty.
        profile, ring: What it is assigned to with its first certificate, or empty.
        used_by: SHA-256 of the public key that was enrolled, hex; none before.
    """

    __tablename__ = "enrolment_ticket"

    code_name: Mapped[str] = mapped_column(String(64), primary_key=True)
    door_key: Mapped[bytes]
    terminal: Mapped[str] = mapped_column(String(63), index=True)
    community: Mapped[str] = mapped_column(String(12))
    profile: Mapped[str] = mapped_column(String(32), default="")
    ring: Mapped[str] = mapped_column(String(32), default="")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[str | None] = mapped_column(String(64))
