"""Pictures kept as evidence of certifications, as closed as they came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row

__all__ = ["KeptEvidence"]


class KeptEvidence(Row):
    """Closed pictures of one visit; the whole row is erased when its time is over.

    Attributes:
        reference: ``sha256:`` and the hash of what is closed.
    """

    __tablename__ = "kept_evidence"

    reference: Mapped[str] = mapped_column(String(128), primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(index=True)
    closed: Mapped[bytes]
