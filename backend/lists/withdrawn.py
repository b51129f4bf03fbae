"""The deny list's entries: withdrawn certificates and copies that never came out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.trust import CertificateWithdrawal
from backend.store.words import CopyStanding

__all__ = ["denied_entries"]

_KEPT_DAYS = 30
"""How long something expired stays listed: nobody believes it any more anyway."""


def denied_entries(session: Session, today: date) -> list[dict[str, Any]]:
    """Give the list's entries, in a stable order; why staff did it stays inside."""
    since = today - timedelta(days=_KEPT_DAYS)
    return [*_certificates(session, since), *_copies(session, since)]


def _certificates(session: Session, since: date) -> list[dict[str, Any]]:
    wanted = (
        select(CertificateWithdrawal)
        .join(Certificate, Certificate.number == CertificateWithdrawal.number)
        .where(Certificate.valid_until >= since)
        .order_by(CertificateWithdrawal.number)
    )
    return [
        {
            "number": each.number,
            "reason": str(each.how),
            "at": each.noted_at.isoformat(),
        }
        for each in session.scalars(wanted)
    ]


def _copies(session: Session, since: date) -> list[dict[str, Any]]:
    wanted = (
        select(CopyEvent)
        .join(Copy, Copy.serial == CopyEvent.serial)
        .join(Certificate, Certificate.number == Copy.number)
        .where(
            CopyEvent.standing == CopyStanding.FAILED,
            Certificate.valid_until >= since,
        )
        .order_by(CopyEvent.serial, CopyEvent.event_id)
    )
    first = {each.serial: each for each in reversed(session.scalars(wanted).all())}
    return [
        {
            "serial": serial,
            "reason": "never-printed",
            "at": first[serial].noted_at.isoformat(),
        }
        for serial in sorted(first)
    ]
