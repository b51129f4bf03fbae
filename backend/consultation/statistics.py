"""What is read, asked and left open, and how long answers take; no persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.store.consultation import Question, QuestionEvent
from backend.store.content import Reading
from backend.store.words import QuestionDeed, QuestionState

__all__ = ["Figures", "figures"]

_MOST_READ = 10
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some days up to today.

    Attributes:
        read: Articles by how often they were opened, the most read first.
        asked: Questions by topic; ``open`` and ``late`` by agency.
        hours: Mean hours from question to first answer, by agency.
        rating: Mean of one to five in tenths; none where nobody rated.
    """

    read: tuple[tuple[str, int], ...]
    asked: tuple[tuple[str, int], ...]
    open: tuple[tuple[str, int], ...]
    late: tuple[tuple[str, int], ...]
    hours: tuple[tuple[str, int], ...]
    rating: int | None


def figures(session: Session, now: datetime, days: int) -> Figures:
    """Count over the last days."""
    since = now - timedelta(days=days)
    return Figures(
        read=_read(session, since.date()),
        asked=_asked(session, since),
        open=_waiting(session, now.date(), only_late=False),
        late=_waiting(session, now.date(), only_late=True),
        hours=_hours(session, since),
        rating=_rating(session, since),
    )


def _read(session: Session, since: date) -> tuple[tuple[str, int], ...]:
    count = func.sum(Reading.count)
    rows = session.execute(
        select(Reading.key, count)
        .where(Reading.day >= since)
        .group_by(Reading.key)
        .order_by(count.desc(), Reading.key)
        .limit(_MOST_READ)
    )
    return tuple((key, int(told)) for key, told in rows)


def _asked(session: Session, since: datetime) -> tuple[tuple[str, int], ...]:
    count = func.count(Question.question_id)
    rows = session.execute(
        select(Question.topic, count)
        .where(Question.asked_at >= since)
        .group_by(Question.topic)
        .order_by(count.desc(), Question.topic)
    )
    return tuple((str(topic), told) for topic, told in rows)


def _waiting(
    session: Session, today: date, *, only_late: bool
) -> tuple[tuple[str, int], ...]:
    wanted = select(Question.agency, func.count(Question.question_id)).where(
        Question.state == QuestionState.OPEN
    )
    if only_late:
        wanted = wanted.where(Question.due_on < today)
    rows = session.execute(wanted.group_by(Question.agency).order_by(Question.agency))
    return tuple((agency, told) for agency, told in rows)


def _hours(session: Session, since: datetime) -> tuple[tuple[str, int], ...]:
    """Average in Python: the databases count the time between two moments unlike."""
    rows = session.execute(
        select(QuestionEvent.agency, Question.asked_at, QuestionEvent.noted_at)
        .join(Question, Question.question_id == QuestionEvent.question_id)
        .where(QuestionEvent.deed == QuestionDeed.ANSWERED, Question.asked_at >= since)
        .order_by(QuestionEvent.event_id)
    )
    taken: dict[str, list[float]] = {}
    for agency, asked_at, answered_at in rows:
        seconds = (answered_at - asked_at).total_seconds()
        taken.setdefault(agency, []).append(seconds / _HOUR)
    return tuple(
        (agency, round(sum(hours) / len(hours)))
        for agency, hours in sorted(taken.items())
    )


def _rating(session: Session, since: datetime) -> int | None:
    stars = session.scalars(
        select(QuestionEvent.figure).where(
            QuestionEvent.deed == QuestionDeed.RATED, QuestionEvent.noted_at >= since
        )
    ).all()
    given = [each for each in stars if each is not None]
    return round(10 * sum(given) / len(given)) if given else None
