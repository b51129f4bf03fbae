"""The copies that were made to last, and how often it was tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row

__all__ = ["ArchivedCopy"]


class ArchivedCopy(Row):
    """A copy's file with evidence and time stamp behind it, or what kept it from that.

    Attributes:
        attempts: How often it failed; the next one is due at ``due_at``.
        trouble: Key of the latest failure.
        pdf: The upgraded file; the sealed one stays in ``copy``.
    """

    __tablename__ = "archived_copy"

    serial: Mapped[str] = mapped_column(ForeignKey("copy.serial"), primary_key=True)
    attempts: Mapped[int]
    due_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(40))
    archived_at: Mapped[datetime | None]
    pdf: Mapped[bytes | None]
