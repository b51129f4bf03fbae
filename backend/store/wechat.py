"""The official account's messages: which came in, and which still have to go out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import MessageState

__all__ = ["AccountMessage", "OutgoingMessage"]


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
