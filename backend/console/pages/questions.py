"""The consultation desk: what waits, answering together, figures; and new content."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.console.area import Area, Badge, Get, Post, Tone
from backend.console.visit import Visit
from backend.consultation.desk import (
    Told,
    answer,
    contribute,
    draft_from,
    events_of,
    join,
    open_questions,
)
from backend.consultation.hearing import playable
from backend.consultation.statistics import figures
from backend.content.editing import Act
from backend.content.reading import agencies
from backend.store.consultation import Question, Recording
from backend.store.words import QuestionState
from backend.web.answer import Answer
from backend.web.chart import bars
from backend.web.paging import Paging
from kiosk.domain.fault import CentreRefused, Fault, InvalidValue, NoRecord
from kiosk.domain.library import Topic
from kiosk.domain.staff import StaffRole

__all__ = ["AREA"]

_DAYS = 30
_TENTHS = 10


def _list(visit: Visit) -> Answer:
    """Show what waits, the most urgent first; by agency and topic, if wished."""
    agency, topic = visit.query["agency"], visit.query["topic"]
    with visit.reading() as session:
        waiting = [
            each
            for each in open_questions(session, agency)
            if not topic or each.topic == topic
        ]
        offices = _offices(visit, session)
    paging = Paging.asked(visit.query, len(waiting))
    return visit.page(
        "list.html",
        questions=waiting[paging.offset : paging.offset + paging.rows],
        paging=paging,
        offices=offices,
        office_names=dict(offices),
        topics=[(each, visit.say(f"topic-{each}")) for each in Topic],
        today=visit.now.date(),
    )


def _one(visit: Visit, status: int = 200) -> Answer:
    """Show a question with its history and everything that can be done."""
    with visit.reading() as session:
        question = session.get(Question, visit.path["question_id"])
        if question is None:
            raise NoRecord(reason="no-such-question")
        visit.concerns(question.personal_number, question.number)
        events = events_of(session, question.question_id)
        offices = _offices(visit, session)
        hits = visit.centre.finder.suggest(question.text, visit.language)
    return visit.page(
        "one.html",
        status,
        question=question,
        events=events,
        offices=offices,
        office_names=dict(offices),
        own=visit.member.agency,
        hits=hits,
        is_open=question.state is QuestionState.OPEN,
        is_late=question.due_on < visit.now.date(),
    )


def _recording(visit: Visit) -> Answer:
    """Hand the spoken question out as it came, to who answers it."""
    number, found = _spoken(visit)
    return _handed_out(visit, number, found.media_type, found.data)


def _heard(visit: Visit) -> Answer:
    """Hand the spoken question out as a browser plays it."""
    number, found = _spoken(visit)
    return _handed_out(visit, number, *playable(found))


def _spoken(visit: Visit) -> tuple[str, Recording]:
    with visit.reading() as session:
        question = session.get(Question, visit.path["question_id"])
        found = session.get(Recording, question.recording) if question else None
        if question is None or found is None:
            raise NoRecord(reason="no-such-question")
        visit.concerns(question.personal_number, question.number)
        return question.number, found


def _handed_out(visit: Visit, number: str, media_type: str, data: bytes) -> Answer:
    return visit.download(f"{number}.{media_type.partition('/')[2]}", media_type, data)


_Deed = Callable[[Session, Visit, str, Told], None]


def _doing(act: str, field: str, deed: _Deed) -> Callable[[Visit], Answer]:
    """Make the page of one deed: done and said, or the form again with its trouble."""

    def work(visit: Visit) -> Answer:
        question_id = visit.path["question_id"]
        # A card that names its agency speaks for no other.
        agency = visit.member.agency or visit.form["agency"]
        told = Told(agency, visit.member.number, visit.form["text"])
        try:
            with visit.acting(act) as session:
                question = session.get(Question, question_id)
                if question is not None:
                    visit.concerns(question.personal_number, question.number)
                deed(session, visit, question_id, told)
        except (InvalidValue, CentreRefused, NoRecord) as fault:
            visit.form.refuse(field, _reason(fault))
            return _one(visit, 422)
        return visit.see(f"/{question_id}", f"said-{act}")

    return work


def _reason(fault: Fault) -> str:
    is_invalid = isinstance(fault, InvalidValue)
    return "invalid" if is_invalid else str(fault.facts.get("reason", "invalid"))


def _answer(session: Session, visit: Visit, question_id: str, told: Told) -> None:
    answer(session, question_id, told, visit.now)


def _join(session: Session, visit: Visit, question_id: str, told: Told) -> None:
    join(session, question_id, told, visit.form["other"], visit.now)


def _contribute(session: Session, visit: Visit, question_id: str, told: Told) -> None:
    contribute(session, question_id, told, visit.now)


def _draft(session: Session, visit: Visit, question_id: str, told: Told) -> None:
    act = Act(told.staff, visit.now)
    draft_from(session, question_id, visit.form["key"], act)


def _figures(visit: Visit) -> Answer:
    """Draw what was read and asked, and how long answers took."""
    with visit.reading() as session:
        told = figures(session, visit.now, _DAYS)
        names = dict(_offices(visit, session))
    asked = [(visit.say(f"topic-{topic}"), count) for topic, count in told.asked]
    charts = [bars(visit.say("chart-asked", days=_DAYS), asked)]
    for name, counted in (
        ("open", told.open),
        ("late", told.late),
        ("hours", told.hours),
    ):
        drawn = [(names.get(code, code), count) for code, count in counted]
        charts.append(bars(visit.say(f"chart-{name}", days=_DAYS), drawn))
    charts.append(bars(visit.say("chart-read", days=_DAYS), told.read))
    rating = f"{told.rating / _TENTHS:.1f}" if told.rating is not None else "—"
    return visit.page("figures.html", charts=charts, rating=rating)


def _offices(visit: Visit, session: Session) -> list[tuple[str, str]]:
    is_english = visit.language == "en"
    return [
        (each.code, each.english_name if is_english else each.chinese_name)
        for each in agencies(session)
        if each.topics
    ]


def _badge(visit: Visit) -> Sequence[Badge]:
    waiting = select(func.count(Question.question_id)).where(
        Question.state == QuestionState.OPEN
    )
    late = waiting.where(Question.due_on < visit.now.date())
    with visit.reading() as session:
        count, overdue = session.scalar(waiting) or 0, session.scalar(late) or 0
    tone = Tone.LATE if overdue else Tone.CALM
    return (Badge(count, "waiting"), Badge(overdue, "overdue", tone))


_ONE = "/{question_id}"

AREA = Area(
    key="questions",
    roles={StaffRole.CLERK, StaffRole.SUPERVISOR},
    routes=(
        Get("/", _list),
        Get("/figures", _figures),
        Get(_ONE, _one),
        Get(f"{_ONE}/recording", _recording),
        Get(f"{_ONE}/heard", _heard),
        Post(f"{_ONE}/answer", _doing("answered", "text", _answer)),
        Post(f"{_ONE}/join", _doing("joined", "other", _join)),
        Post(f"{_ONE}/contribute", _doing("contributed", "text", _contribute)),
        Post(f"{_ONE}/draft", _doing("drafted", "key", _draft)),
    ),
    badge=_badge,
    rank=30,
)
