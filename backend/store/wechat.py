"""The official account's messages: which came in, and which still have to go out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import MessageState

__all__ = ["AccountMessage", "AccountVoice", "OutgoingMessage"]


class AccountMessage(Row):
    """A message that came in, so that its repetition gets the same answer.

    Attributes:
        message_key: Digest of the message's own id, or of sender and moment.
        reply: The answer that was given, XML before encryption.
    """

    __tablename__ = "account_message"

    message_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime]
    reply: Mapped[str] = mapped_column(Text)


class OutgoingMessage(Row):
    """A customer-service message: an answer that took longer than five seconds.

    Attributes:
        follower: The account's name for whom it goes to.
        question_id: The question it answers; empty for none.
    """

    __tablename__ = "outgoing_message"

    message_id: Mapped[int] = mapped_column(primary_key=True)
    follower: Mapped[str] = mapped_column(String(64))
    question_id: Mapped[str] = mapped_column(String(36), default="", index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    state: Mapped[MessageState] = mapped_column(index=True)
    tries: Mapped[int]
    next_try_at: Mapped[datetime]
    fault: Mapped[str] = mapped_column(String(32), default="")


class AccountVoice(Row):
    """A voice message; it is fetched from the platform once it is a question.

    Attributes:
        media_id: The platform's name for it, good for three days.
        question_id: What it asks; empty while nobody said that it asks anything.
        state: Sent means that the recording is here.
    """

    __tablename__ = "account_voice"

    media_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    follower: Mapped[str] = mapped_column(String(64), index=True)
    question_id: Mapped[str] = mapped_column(String(36), default="", index=True)
    noted_at: Mapped[datetime]
    state: Mapped[MessageState] = mapped_column(index=True)
    tries: Mapped[int]
    next_try_at: Mapped[datetime]
    fault: Mapped[str] = mapped_column(String(32), default="")
