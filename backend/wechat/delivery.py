"""Later answers on their way to followers: kept until sent, given up when hopeless."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from backend.store.database import Database
from backend.store.wechat import OutgoingMessage
from backend.store.words import MessageState
from backend.wechat.outlet import Outlet, Undeliverable, Unsent

__all__ = ["deliver_waiting"]

_AT_ONCE = 20
_WINDOW = timedelta(hours=48)
_FIRST_PAUSE = timedelta(minutes=1)
_MOST_DOUBLINGS = 7


def deliver_waiting(database: Database, outlet: Outlet, now: datetime) -> int:
    """Send what is due; gives how many messages went out.

    One that will not go waits longer each time, and is given up after the 48 hours
    that the platform allows: the answer is then seen at the portal or a terminal.
    """
    with database.reading() as session:
        due = session.scalars(
            select(OutgoingMessage.message_id)
            .where(
                OutgoingMessage.state == MessageState.WAITING,
                OutgoingMessage.next_try_at <= now,
            )
            .order_by(OutgoingMessage.message_id)
            .limit(_AT_ONCE)
        ).all()
    return sum(_delivered(database, outlet, each, now) for each in due)


def _delivered(
    database: Database, outlet: Outlet, message_id: int, now: datetime
) -> bool:
    with database.writing() as session:
        message = session.get_one(OutgoingMessage, message_id, with_for_update=True)
        if message.state is not MessageState.WAITING:
            return False
        try:
            outlet.send(message.follower, message.text)
        except Undeliverable as fault:
            message.state, message.fault = MessageState.GIVEN_UP, str(fault)[:32]
        except Unsent as fault:
            message.fault = str(fault)[:32]
            message.tries += 1
            doublings = min(message.tries, _MOST_DOUBLINGS)
            message.next_try_at = now + _FIRST_PAUSE * 2**doublings
            if now - message.made_at >= _WINDOW:
                message.state = MessageState.GIVEN_UP
        else:
            message.state = MessageState.SENT
        return message.state is MessageState.SENT
