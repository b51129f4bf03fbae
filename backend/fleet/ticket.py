"""Tickets about terminals: opened and closed by rules, or closed by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.fleet.rulebook import FleetRules, TicketRule
from backend.store.watch import FleetTicket
from kiosk.domain.fault import CentreRefused, NoRecord

__all__ = ["close_ticket", "open_tickets", "see_to"]

_BY_RULE = "rule"


def see_to(
    session: Session,
    terminal: str,
    facts: Mapping[str, float],
    rules: FleetRules,
    now: datetime,
) -> None:
    """Open what a rule asks for, once; close what has passed."""
    known = {each.rule: each for each in open_tickets(session, terminal)}
    for rule in rules.tickets:
        value = facts.get(rule.fact)
        if value is None:
            continue
        ticket = known.get(rule.key)
        if ticket is None and rule.applies(value):
            session.add(_opened(terminal, rule, value, now))
        elif ticket is not None and not rule.stays and not rule.applies(value):
            ticket.closed_at, ticket.closed_by = now, _BY_RULE


def open_tickets(session: Session, terminal: str = "") -> Sequence[FleetTicket]:
    """Give the open tickets, the most urgent and the oldest first."""
    wanted = select(FleetTicket).where(FleetTicket.closed_at.is_(None))
    if terminal:
        wanted = wanted.where(FleetTicket.terminal == terminal)
    order = (FleetTicket.severity, FleetTicket.opened_at)  # "late" before "soon"
    return session.scalars(wanted.order_by(*order)).all()


def close_ticket(session: Session, ticket_id: int, staff: str, now: datetime) -> str:
    """Close a ticket by hand; gives the terminal's name.

    Raises:
        NoRecord: there is no such ticket.
        CentreRefused: it is closed already.
    """
    ticket = session.get(FleetTicket, ticket_id)
    if ticket is None:
        raise NoRecord(reason="no-such-ticket")
    if ticket.closed_at is not None:
        raise CentreRefused(reason="closed-already")
    ticket.closed_at, ticket.closed_by = now, staff
    return ticket.terminal


def _opened(
    terminal: str, rule: TicketRule, value: float, now: datetime
) -> FleetTicket:
    return FleetTicket(
        terminal=terminal,
        rule=rule.key,
        severity=rule.severity,
        value=f"{value:g}",
        opened_at=now,
        closed_at=None,
        closed_by="",
    )
