"""Tickets about terminals: opened and closed by rules, or closed by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend.fleet.rulebook import FleetRules, TicketRule
from backend.store.tables import METADATA
from backend.store.watch import FleetTicket
from kiosk.domain.fault import CentreRefused, NoRecord

__all__ = ["close_ticket", "open_tickets", "see_to", "see_to_all"]

_BY_RULE = "rule"
_TICKET = METADATA.tables[FleetTicket.__tablename__]
# Read as columns: nearly always nothing changes, and objects take longest to make.
_OPEN = select(_TICKET.c.terminal, _TICKET.c.rule, _TICKET.c.ticket_id).where(
    _TICKET.c.closed_at.is_(None)
)
_OPEN_THERE = _OPEN.where(_TICKET.c.terminal == bindparam("of_terminal"))


def see_to(
    session: Session,
    terminal: str,
    facts: Mapping[str, float],
    rules: FleetRules,
    now: datetime,
) -> None:
    """Open what a rule asks for, once; close what has passed."""
    session.flush()
    rows = session.connection().execute(_OPEN_THERE, {"of_terminal": terminal})
    known = {row.rule: row.ticket_id for row in rows}
    _see_to(session, terminal, facts, known, rules.tickets, now)


def see_to_all(
    session: Session,
    facts: Mapping[str, Mapping[str, float]],
    rules: FleetRules,
    now: datetime,
) -> None:
    """Do the same for very many terminals, by name, with one look at the tickets."""
    session.flush()
    known: dict[str, dict[str, int]] = {}
    for row in session.execute(_OPEN):
        known.setdefault(row.terminal, {})[row.rule] = row.ticket_id
    told = {name for each in facts.values() for name in each}
    tickets = [rule for rule in rules.tickets if rule.fact in told]
    for terminal, mine in facts.items():
        _see_to(session, terminal, mine, known.get(terminal, {}), tickets, now)


def _see_to(  # noqa: PLR0913, PLR0917 - what is open, what is so, what shall be
    session: Session,
    terminal: str,
    facts: Mapping[str, float],
    known: Mapping[str, int],
    rules: Sequence[TicketRule],
    now: datetime,
) -> None:
    for rule in rules:
        value = facts.get(rule.fact)
        if value is None:
            continue
        ticket = known.get(rule.key)
        if ticket is None and rule.applies(value):
            session.add(_opened(terminal, rule, value, now))
        elif ticket is not None and not rule.stays and not rule.applies(value):
            passed = session.get_one(FleetTicket, ticket)
            passed.closed_at, passed.closed_by = now, _BY_RULE


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
