"""What agencies do with a question: answer, join others, pass on, make it content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.consultation.routing import above
from backend.content.editing import Act, Draft, save_draft
from backend.content.reading import agencies
from backend.store.consultation import Question, QuestionEvent
from backend.store.content import AgencyEntry
from backend.store.wechat import OutgoingMessage
from backend.store.words import MessageState, QuestionDeed, QuestionState
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.library import Column
from kiosk.domain.review import working_days_after

__all__ = [
    "Told",
    "answer",
    "contribute",
    "draft_from",
    "escalate_overdue",
    "events_of",
    "find_question",
    "join",
    "open_questions",
    "overdue",
]

_ESCALATED_DAYS = 2
_LONGEST_ANSWER = 4_000
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Told:
    """What a member of staff says for an agency."""

    agency: str
    staff: str
    text: str = field(default="", repr=False)


def open_questions(session: Session, agency: str = "") -> list[Question]:
    """Give what waits for an agency, or for all, the most urgent first.

    Questions an agency was asked to join are its own, too.
    """
    wanted = select(Question).where(Question.state == QuestionState.OPEN)
    if agency:
        joined = select(QuestionEvent.question_id).where(
            QuestionEvent.deed == QuestionDeed.JOINED, QuestionEvent.agency == agency
        )
        wanted = wanted.where(
            (Question.agency == agency) | Question.question_id.in_(joined)
        )
    order = (Question.due_on, Question.asked_at, Question.question_id)
    return list(session.scalars(wanted.order_by(*order)))


def find_question(session: Session, question_id: str) -> Question:
    """Find a question, locked against others.

    Raises:
        NoRecord: there is none.
    """
    question = session.get(Question, question_id, with_for_update=True)
    if question is None:
        raise NoRecord(reason="no-such-question")
    return question


def events_of(session: Session, question_id: str) -> Sequence[QuestionEvent]:
    """Give everything that happened, in order."""
    return session.scalars(
        select(QuestionEvent)
        .where(QuestionEvent.question_id == question_id)
        .order_by(QuestionEvent.event_id)
    ).all()


def join(
    session: Session, question_id: str, told: Told, other: str, now: datetime
) -> None:
    """Ask another agency to help; who leads stays the same.

    Raises:
        NoRecord: no such question or agency.
        CentreRefused: it is answered, or the other is in it already.
    """
    question = _open(session, question_id)
    if session.get(AgencyEntry, other) is None:
        raise NoRecord(reason="no-such-agency")
    if other in _taking_part(session, question):
        raise CentreRefused(reason="in-it-already")
    _note(session, question, QuestionDeed.JOINED, Told(other, told.staff), now)


def contribute(session: Session, question_id: str, told: Told, now: datetime) -> None:
    """Add what an agency that joined knows; the asker sees the lead's answer alone.

    Raises:
        CentreRefused: the agency takes no part, or it is answered.
    """
    question = _open(session, question_id)
    if told.agency not in _taking_part(session, question):
        raise CentreRefused(reason="not-in-it")
    _check_text(told.text)
    _note(session, question, QuestionDeed.CONTRIBUTED, told, now)


def answer(session: Session, question_id: str, told: Told, now: datetime) -> Question:
    """Answer for all who took part.

    Raises:
        CentreRefused: another agency leads, or it is answered already.
    """
    question = _open(session, question_id)
    if question.agency != told.agency:
        raise CentreRefused(reason="another-leads")
    _check_text(told.text)
    _note(session, question, QuestionDeed.ANSWERED, told, now)
    question.state = QuestionState.ANSWERED
    if question.follower:
        session.add(_message(question, told.text, now))
    return question


def escalate_overdue(session: Session, now: datetime) -> int:
    """Hand what is overdue to the agency above; gives how many were.

    The city's own has nobody above: there it is marked once a day it stays so.
    """
    offices = agencies(session)
    late = [each for each in open_questions(session) if each.due_on < now.date()]
    for question in late:
        higher = above(offices, question.agency)
        agency = higher.code if higher else question.agency
        _note(session, question, QuestionDeed.ESCALATED, Told(agency, ""), now)
        question.agency = agency
        question.due_on = working_days_after(now.date(), _ESCALATED_DAYS)
    return len(late)


def draft_from(session: Session, question_id: str, key: str, act: Act) -> int:
    """Make a good answer a draft; whoever edits it takes out what is personal.

    Raises:
        CentreRefused: there is no answer yet.
        InvalidValue: the key is none.
    """
    question = find_question(session, question_id)
    events = events_of(session, question_id)
    answers = [each for each in events if each.deed is QuestionDeed.ANSWERED]
    if not answers:
        raise CentreRefused(reason="not-answered")
    title = " ".join(question.text.split())[:_LONGEST_TITLE]
    draft = Draft(
        key=key,
        column=Column.POLICY_ANSWERS,
        topic=question.topic,
        chinese_title=title,
        chinese_body=answers[-1].text,
        english_title="",
        english_body="",
        also=title,
    )
    version = save_draft(session, draft, act)
    _note(session, question, QuestionDeed.DRAFTED, Told("", act.staff, key), act.at)
    return version


def _message(question: Question, text: str, now: datetime) -> OutgoingMessage:
    """Write the answer to who asked in the official account."""
    return OutgoingMessage(
        follower=question.follower,
        question_id=question.question_id,
        text=f"您的提问 {question.number} 有答复了：\n{text}",
        made_at=now,
        state=MessageState.WAITING,
        tries=0,
        next_try_at=now,
    )


def _open(session: Session, question_id: str) -> Question:
    question = find_question(session, question_id)
    if question.state is not QuestionState.OPEN:
        raise CentreRefused(reason="answered-already")
    return question


def _taking_part(session: Session, question: Question) -> set[str]:
    joined = session.scalars(
        select(QuestionEvent.agency).where(
            QuestionEvent.question_id == question.question_id,
            QuestionEvent.deed == QuestionDeed.JOINED,
        )
    )
    return {question.agency, *joined}


def _note(
    session: Session, question: Question, deed: QuestionDeed, told: Told, now: datetime
) -> None:
    session.add(
        QuestionEvent(
            question_id=question.question_id,
            deed=deed,
            agency=told.agency,
            staff=told.staff,
            text=told.text,
            noted_at=now,
        )
    )
    session.flush()


def _check_text(text: str) -> None:
    if "\0" in text or not 0 < len(text.strip()) <= _LONGEST_ANSWER:
        raise InvalidValue(field="text", reason="length")


def overdue(question: Question, today: date) -> bool:
    """Whether a question's day is over."""
    return question.state is QuestionState.OPEN and question.due_on < today
