"""What staff decided for a terminal: its security profile and its ring."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row

__all__ = ["TerminalAssignment"]


class TerminalAssignment(Row):
    """The newest decision about a terminal; the audit trail has those before.

    Attributes:
        profile: Key of a security profile; empty for the standard one.
        ring: Group for new versions; empty for what the terminal's settings say.
        decided_by: Number of the member of staff, or how it came to be.
    """

    __tablename__ = "terminal_assignment"

    terminal: Mapped[str] = mapped_column(String(63), primary_key=True)
    profile: Mapped[str] = mapped_column(String(32))
    ring: Mapped[str] = mapped_column(String(32))
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(32))
