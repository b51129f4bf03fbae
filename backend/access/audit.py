"""The audit trail: every look-up and every deed leaves a line, without names."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert
from sqlalchemy.orm import Session

from backend.store.fleet import AuditEntry
from backend.store.tables import METADATA

__all__ = ["AuditEvent", "note"]

_LINE = insert(METADATA.tables[AuditEntry.__tablename__])
"""Put together once; an object for each line would take longest of all."""


class AuditEvent(StrEnum):
    """What terminals and staff may do that touches a person's record."""

    PORTRAIT_SHOWN = "portrait-shown"
    STATE_TOLD = "state-told"
    DRAFT_MADE = "draft-made"
    CERTIFICATE_ISSUED = "certificate-issued"
    DEED_RECEIVED = "deed-received"
    QUESTIONS_SHOWN = "questions-shown"
    PAPER_VERIFIED = "paper-verified"
    EVIDENCE_TAKEN = "evidence-taken"
    CONTRARY_FACT = "contrary-fact"
    REVIEW_DECIDED = "review-decided"
    REVIEW_APPEALED = "review-appealed"
    REVIEW_SHOWN = "review-shown"
    FACE_PASSED = "face-passed"
    FACE_REFUSED = "face-refused"
    OUTREACH_LISTED = "outreach-listed"
    CONSOLE_LOOKED = "console-looked"
    CONSOLE_ACTED = "console-acted"
    CASE_SUBMITTED = "case-submitted"
    CASE_ANSWERED = "case-answered"
    CASE_DECIDED = "case-decided"
    CASE_WITHDRAWN = "case-withdrawn"
    CASE_REVERSED = "case-reversed"
    PORTAL_CODE_GIVEN = "portal-code-given"
    PORTAL_SIGNED_IN = "portal-signed-in"
    PORTAL_REFUSED = "portal-refused"
    PORTAL_LOOKED = "portal-looked"
    TERMINAL_ENROLLED = "terminal-enrolled"
    ORDER_DONE = "order-done"
    PROFILE_REFUSED = "profile-refused"


def note(  # noqa: PLR0913 - the line's own columns
    session: Session,
    now: datetime,
    terminal: str,
    event: AuditEvent,
    result: str,
    *,
    subject: int | None = None,
    reference: str = "",
) -> None:
    """Add a line in the caller's transaction, so that no effect goes without one."""
    line = {
        "noted_at": now,
        "terminal": terminal,
        "event": str(event),
        "result": result,
        "subject": subject,
        "reference": reference,
    }
    session.execute(_LINE, line)
