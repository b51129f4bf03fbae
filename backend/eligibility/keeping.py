"""Evidence at the centre: kept closed, opened for a reviewer, erased in time."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.eligibility.rulebook import city_rules
from backend.store.kept_evidence import KeptEvidence
from kiosk.domain.fault import InvalidValue, NoRecord
from kiosk.domain.kept_evidence import (
    MOST_EVIDENCE_BYTES,
    evidence_reference,
    open_evidence,
)

__all__ = ["erase_old", "keep", "pictures_of"]

_DAYS_A_MONTH = 31


def keep(session: Session, told: str | None, now: datetime) -> str | None:
    """Keep closed evidence as a deed states it (base64); gives its reference.

    What is past its time is erased in the same breath, so that nothing outlives
    it while evidence comes in at all; whoever takes deeds in erases it, too.

    Raises:
        InvalidValue: not base64, or larger than any terminal may send.
    """
    if told is None:
        return None
    erase_old(session, now)
    try:
        closed = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidValue(field="evidence", reason="base64") from None
    if not 0 < len(closed) <= MOST_EVIDENCE_BYTES:
        raise InvalidValue(field="evidence", reason="length")
    reference = evidence_reference(closed)
    if session.get(KeptEvidence, reference) is None:
        session.add(KeptEvidence(reference=reference, kept_at=now, closed=closed))
        session.flush()
    return reference


def pictures_of(
    session: Session, reference: str, keys: Mapping[bytes, X25519PrivateKey]
) -> tuple[bytes, ...]:
    """Open the pictures a reference names, for the eyes of one reviewer.

    Raises:
        NoRecord: nothing is kept under it, or no longer.
        InvalidValue: the key is not here, or somebody changed what was kept.
    """
    kept = session.get(KeptEvidence, reference)
    if kept is None:
        raise NoRecord(reason="no-evidence")
    return open_evidence(kept.closed, keys)


def erase_old(session: Session, now: datetime) -> None:
    """Erase what is older than the rules allow (个人信息保护法 第十九条)."""
    months = city_rules().review.evidence_months
    last = now - timedelta(days=_DAYS_A_MONTH * months)
    session.execute(delete(KeptEvidence).where(KeptEvidence.kept_at < last))
