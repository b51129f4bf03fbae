"""Opening review tickets: what only a person can decide, each cause once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.clock import CITY_ZONE
from backend.eligibility.contrary import FactStanding, fact_standing
from backend.eligibility.ledger import FactRow, Ledger
from backend.eligibility.rows import ledger_of
from backend.eligibility.rule import Rulebook
from backend.eligibility.rulebook import city_rules
from backend.eligibility.working_day import working_days_after
from backend.store.eligibility import ContraryFact
from backend.store.fleet import ReviewTicket
from backend.store.insurance import Certification
from backend.store.words import TicketState

__all__ = ["SERVICE", "Cause", "open_ticket", "review_day", "watch"]

SERVICE = "life-certification"
"""Service whose tickets enter the ledger when they are decided."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a person has to look.

    Attributes:
        key: The same key opens one ticket for ever; made of the rows if there is
            no deed.
    """

    reason: str
    personal_number: int
    service: str = SERVICE
    key: str | None = None
    certification: Certification | None = None
    fact_id: int | None = None
    deed_id: str | None = None
    terminal: str = ""
    evidence: str | None = None


def open_ticket(session: Session, cause: Cause, now: datetime) -> ReviewTicket | None:
    """Open a ticket in the caller's transaction; none when the cause had one."""
    passed = cause.certification
    key = cause.key or (f"pass-{passed.certification_id}" if passed else None)
    if key is not None:
        known = select(ReviewTicket.ticket_id).where(ReviewTicket.cause == key)
        if session.scalar(known) is not None:
            return None
    days = city_rules().review.decision_working_days
    ticket = ReviewTicket(
        personal_number=cause.personal_number,
        service=cause.service,
        reason=cause.reason,
        opened_at=now,
        due_on=working_days_after(now.astimezone(CITY_ZONE).date(), days),
        state=TicketState.OPEN,
        deed_id=cause.deed_id,
        cause=key,
        certification_id=passed.certification_id if passed else None,
        fact_id=cause.fact_id,
        terminal=passed.terminal if passed else cause.terminal,
        evidence=passed.evidence if passed else cause.evidence,
    )
    session.add(ticket)
    session.flush()
    return ticket


def review_day(session: Session, passed: Certification) -> date | None:
    """Tell until when a person looks at a pass; none when nobody has to."""
    asked = select(ReviewTicket.due_on).where(
        ReviewTicket.certification_id == passed.certification_id,
        ReviewTicket.state == TicketState.OPEN,
    )
    return session.scalar(asked.limit(1))


def watch(
    session: Session,
    personal_number: int,
    now: datetime,
    rules: Rulebook | None = None,
) -> int:
    """Open a ticket for every statement that a person must decide about.

    To be called after any row of the ledger was added; gives how many were opened.
    """
    stated = select(ContraryFact.fact_id).where(
        ContraryFact.personal_number == personal_number
    )
    if session.scalar(stated.limit(1)) is None:
        return 0
    rules = rules or city_rules()
    ledger = ledger_of(session, personal_number)
    opened = 0
    for row, standing in _open(rules, ledger):
        opened += _opened(session, personal_number, row, standing, now)
    return opened


def _open(rules: Rulebook, ledger: Ledger) -> list[tuple[FactRow, FactStanding]]:
    passes = list(ledger.counting(rules))
    judged = [(row, fact_standing(rules, ledger, row, passes)) for row in ledger.facts]
    return [(row, standing) for row, standing in judged if standing.is_open]


def _opened(
    session: Session,
    personal_number: int,
    row: FactRow,
    standing: FactStanding,
    now: datetime,
) -> bool:
    sign = standing.disputed_by
    cause = Cause(
        "alive-and-dead" if sign else f"reported-{row.fact}",
        personal_number,
        # A new sign of life after a decision asks again, and only then.
        key=f"{row.reference}-{standing.round}",
        certification=None if sign is None else session.get(Certification, sign.row),
        fact_id=row.row,
    )
    return open_ticket(session, cause, now) is not None
