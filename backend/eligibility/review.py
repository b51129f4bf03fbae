"""Deciding reviews: accept or refuse with a reason, appeal, and the ledger follows.

*Accept* always means: the resident is right and lives as claimed. So accepting
confirms the pass in question and withdraws a reported death; refusing does the
opposite. Where a terminal only asked for help, accepting notes the pass itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.clock import CITY_ZONE
from backend.eligibility.entry import PassEntry, RulingEntry, record_pass, rule_on
from backend.eligibility.ledger import RowKind, RowReference
from backend.eligibility.rulebook import city_rules
from backend.eligibility.ticket import SERVICE, watch
from backend.eligibility.working_day import working_days_after
from backend.store.eligibility import ContraryFact, ReviewAppeal, ReviewDecision
from backend.store.fleet import ReviewTicket
from backend.store.words import (
    CertificationMethod,
    Channel,
    RulingEffect,
    TicketState,
    Verdict,
)
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord

__all__ = ["Appeal", "Decision", "appeal", "decide"]

_LONGEST_REASON = 256
_WAITING = (TicketState.OPEN, TicketState.APPEALED)
_STATES = {
    Verdict.ACCEPT: TicketState.ACCEPTED,
    Verdict.REFUSE: TicketState.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer says about a ticket."""

    ticket_id: int
    verdict: Verdict
    reason: str = field(repr=False)
    reviewer: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a resident says against a decision, noted by staff."""

    ticket_id: int
    reason: str = field(repr=False)
    noted_by: str


def decide(session: Session, decision: Decision, now: datetime) -> ReviewDecision:
    """Settle a waiting ticket in the caller's transaction; the ledger follows.

    Raises:
        NoRecord: no such ticket.
        InvalidValue: no reason given, or too long.
        CentreRefused: ``already-decided``; or ``same-reviewer``: an appeal is
            decided by somebody else.
    """
    _check_reason(decision.reason)
    ticket = _ticket(session, decision.ticket_id)
    if ticket.state not in _WAITING:
        raise CentreRefused(reason="already-decided")
    before = _last_decision(session, ticket)
    if before is not None and before.reviewer == decision.reviewer:
        raise CentreRefused(reason="same-reviewer")
    if ticket.service == SERVICE:
        _enter(session, ticket, decision, now)
        # A pass that counts from now on may contradict a recorded death.
        watch(session, ticket.personal_number, now)
    ticket.state = _STATES[decision.verdict]
    day = now.astimezone(CITY_ZONE).date()
    row = ReviewDecision(
        ticket_id=ticket.ticket_id,
        verdict=decision.verdict,
        reason=decision.reason.strip(),
        reviewer=decision.reviewer,
        decided_at=now,
        appeal_until=day + timedelta(days=city_rules().review.appeal_days),
    )
    session.add(row)
    _noted(session, ticket, AuditEvent.REVIEW_DECIDED, decision.reviewer, now)
    session.flush()
    return row


def appeal(session: Session, wanted: Appeal, now: datetime) -> ReviewAppeal:
    """Note an appeal in the caller's transaction; the ticket waits again.

    Raises:
        NoRecord: no such ticket.
        InvalidValue: no reason given, or too long.
        CentreRefused: ``not-decided``; ``appeal-late``: the term is over; or
            ``appeal-exhausted``: an appeal was decided already.
    """
    _check_reason(wanted.reason)
    ticket = _ticket(session, wanted.ticket_id)
    decided = _last_decision(session, ticket)
    if decided is None or ticket.state in _WAITING:
        raise CentreRefused(reason="not-decided")
    if _appeals(session, ticket):
        raise CentreRefused(reason="appeal-exhausted")
    day = now.astimezone(CITY_ZONE).date()
    if day > decided.appeal_until:
        raise CentreRefused(reason="appeal-late")
    due_on = working_days_after(day, city_rules().review.appeal_working_days)
    row = ReviewAppeal(
        ticket_id=ticket.ticket_id,
        decision_id=decided.decision_id,
        reason=wanted.reason.strip(),
        noted_by=wanted.noted_by,
        made_at=now,
        due_on=due_on,
    )
    session.add(row)
    ticket.state, ticket.due_on = TicketState.APPEALED, due_on
    _noted(session, ticket, AuditEvent.REVIEW_APPEALED, wanted.noted_by, now)
    session.flush()
    return row


def _enter(
    session: Session, ticket: ReviewTicket, decision: Decision, now: datetime
) -> None:
    """Let the verdict enter the ledger as rulings, or as the pass itself."""
    is_accepted = decision.verdict is Verdict.ACCEPT
    if ticket.certification_id is None and ticket.fact_id is None:
        if is_accepted:
            ticket.certification_id = _passed(session, ticket, decision, now)
        return
    if ticket.fact_id is not None:
        _rule(session, ticket, _fact_effect(session, ticket, decision), decision, now)
    if ticket.certification_id is not None:
        about = RowReference(RowKind.PASS, ticket.certification_id)
        effect = RulingEffect.CONFIRMED if is_accepted else RulingEffect.WITHDRAWN
        _rule(session, ticket, (about, effect), decision, now)


def _fact_effect(
    session: Session, ticket: ReviewTicket, decision: Decision
) -> tuple[RowReference, RulingEffect]:
    """Accepting the resident withdraws what speaks against and confirms what for."""
    fact = session.get_one(ContraryFact, ticket.fact_id)
    is_against = fact.fact in city_rules().contrary
    is_accepted = decision.verdict is Verdict.ACCEPT
    holds = is_accepted != is_against
    effect = RulingEffect.CONFIRMED if holds else RulingEffect.WITHDRAWN
    return RowReference(RowKind.FACT, fact.fact_id), effect


def _rule(
    session: Session,
    ticket: ReviewTicket,
    ruling: tuple[RowReference, RulingEffect],
    decision: Decision,
    now: datetime,
) -> None:
    about, effect = ruling
    number = ticket.ticket_id
    entry = RulingEntry(about, effect, decision.reviewer, decision.reason, number)
    rule_on(session, entry, now)


def _passed(
    session: Session, ticket: ReviewTicket, decision: Decision, now: datetime
) -> int:
    """Note the pass for the day the resident stood there and was not recognised."""
    entry = PassEntry(
        ticket.personal_number,
        Channel.TERMINAL if ticket.terminal else Channel.COUNTER,
        CertificationMethod.STAFF,
        ticket.opened_at.astimezone(CITY_ZONE).date(),
        decision.reviewer,
        evidence=ticket.evidence,
        terminal=ticket.terminal,
    )
    return record_pass(session, entry, now).certification_id


def _ticket(session: Session, ticket_id: int) -> ReviewTicket:
    # Two reviewers at once: the second one waits here and then hears "decided".
    ticket = session.get(ReviewTicket, ticket_id, with_for_update=True)
    if ticket is None:
        raise NoRecord(reason="no-such-ticket")
    return ticket


def _last_decision(session: Session, ticket: ReviewTicket) -> ReviewDecision | None:
    asked = (
        select(ReviewDecision)
        .where(ReviewDecision.ticket_id == ticket.ticket_id)
        .order_by(ReviewDecision.decision_id.desc())
        .limit(1)
    )
    return session.scalar(asked)


def _appeals(session: Session, ticket: ReviewTicket) -> int:
    asked = select(func.count()).where(ReviewAppeal.ticket_id == ticket.ticket_id)
    return session.scalar(asked) or 0


def _check_reason(reason: str) -> None:
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise InvalidValue(field="reason", reason="length")


def _noted(
    session: Session,
    ticket: ReviewTicket,
    event: AuditEvent,
    staff: str,
    now: datetime,
) -> None:
    note(
        session,
        now,
        f"staff:{staff}",
        event,
        str(ticket.state),
        subject=ticket.personal_number,
        reference=f"ticket-{ticket.ticket_id}",
    )
