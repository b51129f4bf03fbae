"""Handing envelopes out to the terminal they are for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.store.envelopes import PreparedEnvelope
from kiosk.domain.envelope import Envelope, EnvelopePage

__all__ = ["MOST_ENVELOPES", "envelope_page"]

MOST_ENVELOPES = 50
"""Envelopes in one answer, about ten megabytes."""


def envelope_page(
    session: Session, terminal: str, after: str, limit: int, now: datetime
) -> EnvelopePage:
    """Give a terminal's envelopes after an id, and which ones to erase."""
    mine = (
        PreparedEnvelope.terminal == terminal,
        PreparedEnvelope.expires_at > now,
    )
    limit = max(1, min(limit, MOST_ENVELOPES))
    rows = session.scalars(
        select(PreparedEnvelope)
        .where(
            *mine,
            PreparedEnvelope.envelope_id > after,
            PreparedEnvelope.withdrawn_at.is_(None),
        )
        .order_by(PreparedEnvelope.envelope_id)
        .limit(limit + 1)
    ).all()
    withdrawn = session.scalars(
        select(PreparedEnvelope.envelope_id).where(
            *mine, PreparedEnvelope.withdrawn_at.is_not(None)
        )
    ).all()
    envelopes = tuple(_envelope(row) for row in rows[:limit])
    return EnvelopePage(envelopes, tuple(withdrawn), is_last=len(rows) <= limit)


def _envelope(row: PreparedEnvelope) -> Envelope:
    return Envelope(
        id=row.envelope_id,
        tag=row.tag,
        prepared_at=row.prepared_at,
        expires_at=row.expires_at,
        sealed=row.sealed or b"",
    )
