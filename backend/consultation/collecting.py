"""What askers do: see where their question stands, ask on, and rate the answer."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.consultation.asking import ANSWER_DAYS, LONGEST_QUESTION, collector_of
from backend.consultation.desk import events_of, find_question
from backend.store.consultation import Question, QuestionEvent
from backend.store.words import QuestionDeed, QuestionState
from kiosk.domain.consultation import AskedQuestion, Exchange
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.review import working_days_after

__all__ = [
    "asked_by_card",
    "asked_question",
    "follow_up",
    "rate",
    "with_code",
]

_TOLD = (QuestionDeed.ANSWERED, QuestionDeed.FOLLOWED_UP)
_BEST = 5
_MOST_FOLLOW_UPS = 5
_MOST_BY_CARD = 20


def with_code(session: Session, number: str, code: str) -> Question:
    """Find the question whose number and collecting code belong together.

    Raises:
        NoRecord: there is none; which of the two is wrong is not told.
    """
    wanted = select(Question).where(Question.number == number.strip().upper())
    question = session.scalars(wanted).one_or_none()
    # Compared also when there is none, so that time tells nothing.
    expected = question.collector if question else ""
    given = collector_of(question.question_id if question else "", code)
    if question is None or not hmac.compare_digest(expected, given):
        raise NoRecord(reason="no-such-question")
    return question


def asked_by_card(session: Session, personal_number: int) -> list[AskedQuestion]:
    """Give what a card's holder asked, the newest first."""
    wanted = (
        select(Question)
        .where(Question.personal_number == personal_number)
        .order_by(Question.asked_at.desc())
        .limit(_MOST_BY_CARD)
    )
    return [asked_question(session, each) for each in session.scalars(wanted)]


def asked_question(session: Session, question: Question) -> AskedQuestion:
    """Give a question as its asker may see it."""
    events = events_of(session, question.question_id)
    ratings = [each.figure for each in events if each.deed is QuestionDeed.RATED]
    return AskedQuestion(
        question_id=question.question_id,
        number=question.number,
        text=question.text,
        asked_on=question.asked_at.date(),
        due_on=question.due_on,
        is_answered=question.state is not QuestionState.OPEN,
        exchanges=_exchanges(events),
        rating=(ratings[-1] if ratings else 0) or 0,
    )


def _exchanges(events: Sequence[QuestionEvent]) -> tuple[Exchange, ...]:
    return tuple(
        Exchange(each.deed is QuestionDeed.ANSWERED, each.text, each.noted_at.date())
        for each in events
        if each.deed in _TOLD
    )


def follow_up(session: Session, question_id: str, text: str, now: datetime) -> None:
    """Ask on; the question is open again for the same agency.

    Raises:
        CentreRefused: there is no answer yet, or it was asked on too often.
        InvalidValue: nothing is asked, or too much.
    """
    question = find_question(session, question_id)
    if question.state is not QuestionState.ANSWERED:
        raise CentreRefused(reason="not-answered")
    if "\0" in text or not 0 < len(text.strip()) <= LONGEST_QUESTION:
        raise InvalidValue(field="text", reason="length")
    events = events_of(session, question_id)
    deeds = [each.deed for each in events]
    if deeds.count(QuestionDeed.FOLLOWED_UP) >= _MOST_FOLLOW_UPS:
        raise CentreRefused(reason="too-often")
    _add(session, question_id, QuestionDeed.FOLLOWED_UP, now, text=text.strip())
    question.state = QuestionState.OPEN
    question.due_on = working_days_after(now.date(), ANSWER_DAYS)


def rate(session: Session, question_id: str, stars: int, now: datetime) -> None:
    """Rate the answer from one to five; the last rating counts.

    Raises:
        NoRecord: there is no such question.
        InvalidValue: another figure.
        CentreRefused: there is no answer yet.
    """
    question = find_question(session, question_id)
    if not 1 <= stars <= _BEST:
        raise InvalidValue(field="stars", reason="1 to 5")
    if question.state is QuestionState.OPEN:
        raise CentreRefused(reason="not-answered")
    _add(session, question_id, QuestionDeed.RATED, now, figure=stars)


def _add(  # noqa: PLR0913 - the row's own columns
    session: Session,
    question_id: str,
    deed: QuestionDeed,
    now: datetime,
    *,
    text: str = "",
    figure: int | None = None,
) -> None:
    session.add(
        QuestionEvent(
            question_id=question_id,
            deed=deed,
            text=text,
            figure=figure,
            noted_at=now,
        )
    )
    session.flush()
