"""Taking in beats: the newest, the history, tickets, and what is told back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.fleet.fact import Seen, facts_of
from backend.fleet.rulebook import FleetRules
from backend.fleet.ticket import see_to
from backend.store.watch import BeatHistory, FleetOrder, HandedLog, TerminalBeat
from kiosk.domain.fault import CentreRefused
from kiosk.domain.heartbeat import (
    Heartbeat,
    HeartbeatAnswer,
    LogExcerpt,
    Order,
    OrderDone,
    OrderKind,
)
from kiosk.domain.wire import to_wire

__all__ = ["take_beat", "take_log"]

_KEEP_EACH = timedelta(minutes=15)
_MOST_LOG = 400_000


@dataclass(frozen=True, slots=True)
class _Beating:
    session: Session
    terminal: str
    now: datetime


def take_beat(
    session: Session, terminal: str, beat: Heartbeat, rules: FleetRules, now: datetime
) -> HeartbeatAnswer:
    """Keep a beat, open and close tickets by it, and tell limits and orders."""
    at = _Beating(session, terminal, now)
    before = session.get(TerminalBeat, terminal)
    ahead = (beat.made_at - now).total_seconds()
    seen = Seen(beat, now, ahead, before)
    see_to(session, terminal, facts_of(seen, now), rules, now)
    _keep(at, beat, ahead, before)
    _note_done(at, beat.done)
    return HeartbeatAnswer(rules.gates, _open_orders(at), rules.beat_seconds)


def take_log(session: Session, terminal: str, told: LogExcerpt, now: datetime) -> None:
    """Keep the end of a log that this terminal was asked for.

    Raises:
        CentreRefused: nobody asked for it.
    """
    order = session.get(FleetOrder, told.order)
    is_asked = order is not None and order.kind == OrderKind.FETCH_LOGS
    if order is None or not is_asked or order.terminal != terminal:
        raise CentreRefused(reason="not-asked-for")
    kept = HandedLog(
        order_id=told.order,
        terminal=terminal,
        received_at=now,
        text=told.text[-_MOST_LOG:].replace("\0", ""),
    )
    session.merge(kept)


def _keep(
    at: _Beating, beat: Heartbeat, ahead: float, before: TerminalBeat | None
) -> None:
    body = json.dumps(to_wire(beat), ensure_ascii=False)
    newest = TerminalBeat(
        terminal=at.terminal,
        received_at=at.now,
        instance=beat.instance,
        sequence=beat.sequence,
        heard_seconds_ahead=ahead,
        body=body,
    )
    if before is None:
        at.session.add(newest)
    else:
        at.session.merge(newest)
    _remember(at, beat, body)


def _remember(at: _Beating, beat: Heartbeat, body: str) -> None:
    """Keep a line for good where offers changed, and one now and then."""
    wanted = select(BeatHistory).where(BeatHistory.terminal == at.terminal)
    newest = wanted.order_by(BeatHistory.received_at.desc()).limit(1)
    last = at.session.scalar(newest)
    told = json.dumps(to_wire(beat.readiness.services))
    offers = hashlib.sha256(told.encode()).hexdigest()
    is_new = last is None or last.offers != offers
    if last is None or is_new or at.now - last.received_at >= _KEEP_EACH:
        at.session.add(
            BeatHistory(
                terminal=at.terminal, received_at=at.now, offers=offers, body=body
            )
        )


def _note_done(at: _Beating, done: Sequence[OrderDone]) -> None:
    for each in done:
        order = at.session.get(FleetOrder, each.id)
        if order is None or order.terminal != at.terminal or order.answered_at:
            continue
        order.answered_at, order.result = at.now, each.result[:64]
        event = AuditEvent.ORDER_DONE
        told = f"{order.kind} {each.result}"[:64]
        note(at.session, at.now, at.terminal, event, told, reference=each.id)


def _open_orders(at: _Beating) -> tuple[Order, ...]:
    """Give what was ordered and not answered; repeating does no harm."""
    mine = FleetOrder.terminal == at.terminal
    wanted = select(FleetOrder).where(mine, FleetOrder.answered_at.is_(None))
    orders = at.session.scalars(wanted.order_by(FleetOrder.ordered_at)).all()
    for order in orders:
        order.told_at = order.told_at or at.now
    return tuple(
        Order(order.order_id, OrderKind(order.kind), order.argument) for order in orders
    )
