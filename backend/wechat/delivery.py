"""Later answers on their way out and voices on their way in, given up when hopeless."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.consultation.asking import attach_recording
from backend.store.database import Database
from backend.store.wechat import AccountVoice, OutgoingMessage
from backend.store.words import MessageState
from backend.wechat.outlet import Outlet, Undeliverable, Unsent
from kiosk.domain.fault import InvalidValue

__all__ = ["deliver_waiting", "fetch_voices"]

_AT_ONCE = 20
_WINDOW = timedelta(hours=48)
_VOICE_WINDOW = timedelta(days=3)
"""How long the platform keeps what followers send."""

_LOST = "没有取到您的录音。请再说一遍，或者打字：提问 加上您的问题。"
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


def fetch_voices(database: Database, outlet: Outlet, now: datetime) -> int:
    """Fetch the voices that ask something; gives how many came.

    One that cannot be had is told to its follower, who can write instead.
    """
    with database.reading() as session:
        due = session.scalars(
            select(AccountVoice.media_id)
            .where(
                AccountVoice.state == MessageState.WAITING,
                AccountVoice.question_id != "",
                AccountVoice.next_try_at <= now,
            )
            .limit(_AT_ONCE)
        ).all()
    return sum(_fetched(database, outlet, each, now) for each in due)


def _fetched(database: Database, outlet: Outlet, media_id: str, now: datetime) -> bool:
    with database.writing() as session:
        voice = session.get_one(AccountVoice, media_id, with_for_update=True)
        if voice.state is not MessageState.WAITING:
            return False
        try:
            data = outlet.voice(media_id)
            attach_recording(session, voice.question_id, data, now)
        except (Undeliverable, InvalidValue) as fault:
            _give_up_voice(session, voice, fault, now)
        except Unsent as fault:
            _try_later(voice, fault, now)
            if now - voice.noted_at >= _VOICE_WINDOW:
                _give_up_voice(session, voice, fault, now)
        else:
            voice.state = MessageState.SENT
        return voice.state is MessageState.SENT


def _give_up_voice(
    session: Session, voice: AccountVoice, fault: Exception, now: datetime
) -> None:
    voice.state, voice.fault = MessageState.GIVEN_UP, str(fault)[:32]
    session.add(
        OutgoingMessage(
            follower=voice.follower,
            question_id=voice.question_id,
            text=_LOST,
            made_at=now,
            state=MessageState.WAITING,
            tries=0,
            next_try_at=now,
        )
    )


def _try_later(
    waiting: OutgoingMessage | AccountVoice, fault: Unsent, now: datetime
) -> None:
    """Wait longer each time."""
    waiting.fault = str(fault)[:32]
    waiting.tries += 1
    doublings = min(waiting.tries, _MOST_DOUBLINGS)
    waiting.next_try_at = now + _FIRST_PAUSE * 2**doublings


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
            _try_later(message, fault, now)
            if now - message.made_at >= _WINDOW:
                message.state = MessageState.GIVEN_UP
        else:
            message.state = MessageState.SENT
        return message.state is MessageState.SENT
