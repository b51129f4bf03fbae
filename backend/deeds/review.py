"""A terminal asks for a person's review of what the machine could not judge."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from backend.deeds.reception import Reception, stated
from backend.eligibility.keeping import keep
from backend.eligibility.ticket import Cause, open_ticket
from kiosk.domain.deed import Deed
from kiosk.domain.fault import InvalidValue

__all__ = ["review_requested"]

_LONGEST_TEXT = 64
_LONGEST_REFERENCE = 128


@dataclass(frozen=True, slots=True)
class _ReviewRequested:
    number: str = field(repr=False)
    service: str
    reason: str
    evidence: str | None = None
    evidence_closed: str | None = field(default=None, repr=False)


def review_requested(session: Session, deed: Deed, reception: Reception) -> int:
    """Open a ticket for staff, with the encrypted pictures' reference if there is."""
    told = stated(_ReviewRequested, deed.payload)
    if max(len(told.service), len(told.reason)) > _LONGEST_TEXT:
        raise InvalidValue(field="review", reason="length")
    if len(told.evidence or "") > _LONGEST_REFERENCE:
        raise InvalidValue(field="evidence", reason="length")
    # The number comes from a card the terminal has read; a face that was not
    # recognised must not need a name to be helped.
    person = reception.by_number(session, told.number)
    cause = Cause(
        told.reason,
        person.personal_number,
        service=told.service,
        deed_id=deed.id,
        terminal=reception.terminal,
        evidence=keep(session, told.evidence_closed, reception.now) or told.evidence,
    )
    open_ticket(session, cause, reception.now)
    return person.personal_number
