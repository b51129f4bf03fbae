"""Taking in beats: the newest, the history, tickets, and what is told back.

Thousands of terminals beat all day and nearly every beat finds everything as it was,
so rows are read and written as columns; objects are made where something changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    CursorResult,
    Executable,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.fleet.fact import Before, Seen, facts_of
from backend.fleet.rulebook import FleetRules
from backend.fleet.ticket import see_to
from backend.store.tables import METADATA
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

_BEAT = METADATA.tables[TerminalBeat.__tablename__]
_HISTORY = METADATA.tables[BeatHistory.__tablename__]
_ORDER = METADATA.tables[FleetOrder.__tablename__]

# Put together once: that takes longer than to run them.
_OF_TERMINAL: BindParameter[str] = bindparam("of_terminal")
_BEFORE = select(_BEAT.c.instance, _BEAT.c.sequence).where(
    _BEAT.c.terminal == _OF_TERMINAL
)
_WRITTEN_OVER = update(_BEAT).where(_BEAT.c.terminal == _OF_TERMINAL)
_LAST_KEPT = (
    select(_HISTORY.c.received_at, _HISTORY.c.offers)
    .where(_HISTORY.c.terminal == _OF_TERMINAL)
    .order_by(_HISTORY.c.received_at.desc())
    .limit(1)
)
_UNANSWERED = (
    select(_ORDER.c.order_id, _ORDER.c.kind, _ORDER.c.argument, _ORDER.c.told_at)
    .where(_ORDER.c.terminal == _OF_TERMINAL, _ORDER.c.answered_at.is_(None))
    .order_by(_ORDER.c.ordered_at)
)


@dataclass(frozen=True, slots=True)
class _Beating:
    session: Session
    terminal: str
    now: datetime

    def execute(
        self, what: Executable, told: Mapping[str, object]
    ) -> CursorResult[Any]:
        """Ask the database itself: what is no object need not pass the session."""
        return self.session.connection().execute(what, told)


def take_beat(
    session: Session, terminal: str, beat: Heartbeat, rules: FleetRules, now: datetime
) -> HeartbeatAnswer:
    """Keep a beat, open and close tickets by it, and tell limits and orders."""
    at = _Beating(session, terminal, now)
    before = _before(at)
    ahead = (beat.made_at - now).total_seconds()
    seen = Seen(beat, now, ahead, before)
    see_to(session, terminal, facts_of(seen, now), rules, now)
    _keep(at, beat, ahead, before)
    _note_done(at, beat.done)
    session.flush()
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


def _before(at: _Beating) -> Before | None:
    found = at.execute(_BEFORE, {"of_terminal": at.terminal}).first()
    return None if found is None else Before(found.instance, found.sequence)


def _keep(at: _Beating, beat: Heartbeat, ahead: float, before: Before | None) -> None:
    body = json.dumps(to_wire(beat), ensure_ascii=False)
    newest = {
        "terminal": at.terminal,
        "received_at": at.now,
        "instance": beat.instance,
        "sequence": beat.sequence,
        "heard_seconds_ahead": ahead,
        "body": body,
    }
    if before is None:
        at.execute(insert(_BEAT), newest)
    else:
        at.execute(_WRITTEN_OVER, {"of_terminal": at.terminal, **newest})
    _remember(at, beat, body)


def _remember(at: _Beating, beat: Heartbeat, body: str) -> None:
    """Keep a line for good where offers changed, and one now and then."""
    last = at.execute(_LAST_KEPT, {"of_terminal": at.terminal}).first()
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
    orders = at.execute(_UNANSWERED, {"of_terminal": at.terminal}).all()
    untold = [each.order_id for each in orders if each.told_at is None]
    if untold:
        is_untold = _ORDER.c.order_id.in_(untold)
        at.session.execute(update(_ORDER).where(is_untold).values(told_at=at.now))
    return tuple(
        Order(each.order_id, OrderKind(each.kind), each.argument) for each in orders
    )
