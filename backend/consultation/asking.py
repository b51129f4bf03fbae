"""Taking a question in: checked, routed, dated, each once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from backend.consultation.hearing import AMR, unpacked
from backend.consultation.routing import route
from backend.content.medium import kind_of
from backend.content.reading import agencies
from backend.store.consultation import Question, QuestionEvent, Recording
from backend.store.words import AskedVia, QuestionDeed, QuestionState
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.library import Topic
from kiosk.domain.review import ticket_number, working_days_after

__all__ = [
    "ANSWER_DAYS",
    "LARGEST_RECORDING",
    "LONGEST_QUESTION",
    "Wish",
    "ask",
    "attach_recording",
    "collector_of",
    "new_code",
]

ANSWER_DAYS = 5
"""Working days until a question is answered , the city's own promise."""

LONGEST_QUESTION = 500
LARGEST_RECORDING = 2 << 20
"""Bytes: about two minutes of speech as a telephone sends it."""

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """A question on its way in.

    Attributes:
        question_id: Made by who sends it, so that a repetition counts once.
        collector: See `collector_of`; empty unless a code collects the answer.
        follower: The official account's name for who asks there.
        personal_number: Whose card asked.
        is_spoken: The recording follows, see `attach_recording`; no words are needed.
    """

    question_id: str
    via: AskedVia
    topic: Topic
    text: str = field(repr=False)
    community: str = ""
    collector: str = ""
    follower: str = field(default="", repr=False)
    personal_number: int | None = None
    recording: bytes = field(default=b"", repr=False)
    is_spoken: bool = False


def ask(session: Session, wish: Wish, now: datetime) -> Question:
    """Keep a question and route it; the same id again gives what was kept.

    Raises:
        InvalidValue: nothing is asked, or too much.
        CentreRefused: nobody is there to answer.
    """
    known = session.get(Question, wish.question_id)
    if known is not None:
        return known
    text = _checked(wish)
    agency = route(agencies(session), wish.topic, wish.community)
    if agency is None:
        raise CentreRefused(reason="no-agency")
    question = Question(
        question_id=wish.question_id,
        number=ticket_number(wish.question_id),
        via=wish.via,
        topic=wish.topic,
        community_code=wish.community,
        text=text,
        recording=_kept(session, wish.recording, now),
        personal_number=wish.personal_number,
        collector=wish.collector,
        follower=wish.follower,
        asked_at=now,
        agency=agency.code,
        due_on=working_days_after(now.date(), ANSWER_DAYS),
        state=QuestionState.OPEN,
    )
    session.add(question)
    session.flush()
    routed = QuestionEvent(
        question_id=question.question_id,
        deed=QuestionDeed.ROUTED,
        agency=agency.code,
        noted_at=now,
    )
    session.add(routed)
    return question


def attach_recording(
    session: Session, question_id: str, data: bytes, now: datetime
) -> None:
    """Add what was said to a question that was taken in already.

    Raises:
        InvalidValue: it is no sound, or too much.
        NoRecord: there is no such question.
    """
    question = session.get(Question, question_id, with_for_update=True)
    if question is None:
        raise NoRecord(reason="no-such-question")
    question.recording = _kept(session, data, now)


def new_code() -> str:
    """Make a collecting code for somebody without account or card."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def collector_of(question_id: str, secret: str) -> str:
    """Hash a collecting code, salted by the question's id."""
    key = question_id.encode()
    return hmac.new(key, secret.strip().upper().encode(), hashlib.sha256).hexdigest()


def _checked(wish: Wish) -> str:
    text = wish.text.replace("\r\n", "\n").strip()
    is_whole = "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
    if not is_whole or len(text) > LONGEST_QUESTION:
        raise InvalidValue(field="text", reason="length")
    if not text and not wish.recording and not wish.is_spoken:
        raise InvalidValue(field="text", reason="empty")
    return text


def _kept(session: Session, data: bytes, now: datetime) -> str:
    if not data:
        return ""
    if len(data) > LARGEST_RECORDING:
        raise InvalidValue(field="recording", reason="too-large")
    media_type = kind_of(data)
    if not media_type.startswith("audio/"):
        raise InvalidValue(field="recording", reason="kind")
    if media_type == AMR:
        # Nobody is told that it was taken in before somebody could hear it.
        unpacked(data)
    digest = hashlib.sha256(data).hexdigest()
    if session.get(Recording, digest) is None:
        session.add(
            Recording(digest=digest, media_type=media_type, data=data, added_at=now)
        )
    return digest
