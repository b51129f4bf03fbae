"""Ordering something of a terminal: a small list, each order once, all of it kept."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from backend.store.watch import FleetOrder, TerminalBeat
from kiosk.domain.fault import InvalidValue, NoRecord
from kiosk.domain.heartbeat import OrderKind

__all__ = ["give_order"]

_WITH_SERVICE = (OrderKind.CLOSE_SERVICE, OrderKind.OPEN_SERVICE)
_LONGEST = 64


def give_order(  # noqa: PLR0913, PLR0917 - an order's own parts
    session: Session,
    terminal: str,
    kind: OrderKind,
    argument: str,
    staff: str,
    now: datetime,
) -> str:
    """Keep an order for the terminal's next beat; gives its id.

    Raises:
        NoRecord: no such terminal was ever heard of.
        InvalidValue: a service is needed, or one too many.
    """
    if session.get(TerminalBeat, terminal) is None:
        raise NoRecord(reason="no-such-terminal")
    if (kind in _WITH_SERVICE) != bool(argument) or len(argument) > _LONGEST:
        raise InvalidValue(field="argument", reason="service")
    order = FleetOrder(
        order_id=str(uuid.uuid4()),
        terminal=terminal,
        kind=str(kind),
        argument=argument,
        ordered_at=now,
        ordered_by=staff,
        told_at=None,
        answered_at=None,
        result="",
    )
    session.add(order)
    return order.order_id
