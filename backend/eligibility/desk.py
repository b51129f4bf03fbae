"""What the review desk shows: the queue, one ticket with its evidence, the counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from backend.eligibility.explanation import Explanation, explain
from backend.store.eligibility import (
    Community,
    ContraryFact,
    Residence,
    ReviewAppeal,
    ReviewDecision,
)
from backend.store.fleet import ReviewTicket
from backend.store.insurance import Certification
from backend.store.people import Person, Portrait
from backend.store.schema import Row
from backend.store.words import TicketState
from kiosk.domain.fault import NoRecord

__all__ = [
    "DeskCounts",
    "Page",
    "QueueFilter",
    "QueueLine",
    "QueuePage",
    "TicketDetail",
    "counts",
    "queue",
    "ticket_detail",
]

RowType = TypeVar("RowType", bound=Row)

_WAITING = (TicketState.OPEN, TicketState.APPEALED)
_RECENT = 12


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which tickets are wanted; what is empty does not narrow.

    Attributes:
        office: Office whose communities count; everybody's when empty.
        is_late: Only those whose day is past.
    """

    office: str = ""
    states: tuple[TicketState, ...] = _WAITING
    service: str = ""
    reason: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the answer is wanted, counted from 1."""

    number: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One ticket as the queue shows it."""

    ticket_id: int
    service: str
    reason: str
    state: TicketState
    opened_at: datetime
    due_on: date
    is_late: bool
    personal_number: int
    name: str = field(repr=False)
    community: str
    office: str
    terminal: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Part of the queue, most urgent first, and how many there are in all."""

    lines: tuple[QueueLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """Everything a reviewer needs, side by side.

    Attributes:
        certification: The pass in question, or that contradicts the fact.
        fact: The statement in question.
        portrait_id: The enrolled portrait to compare the evidence with.
        evidence: Reference to the encrypted pictures of the visit.
        passes: The person's latest passes, newest first.
        decisions, appeals: What was said before, oldest first.
        explanations: Where each benefit stands now and why.
        can_decide, can_appeal: What the rules allow on the day asked for.
    """

    line: QueueLine
    citizen_number: str = field(repr=False)
    birth_date: date = field(repr=False)
    certification: Certification | None
    fact: ContraryFact | None
    portrait_id: int | None
    evidence: str | None
    passes: tuple[Certification, ...]
    decisions: tuple[ReviewDecision, ...]
    appeals: tuple[ReviewAppeal, ...]
    explanations: tuple[Explanation, ...]
    can_decide: bool
    can_appeal: bool


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """Figures for the head of the desk."""

    waiting: int
    late: int
    appealed: int
    decided: int


def queue(session: Session, wanted: QueueFilter, page: Page, today: date) -> QueuePage:
    """Give a part of the queue: earliest day first, then oldest."""
    asked = _narrowed(_lines(), wanted, today)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    part = (
        asked.order_by(ReviewTicket.due_on, ReviewTicket.ticket_id)
        .limit(page.size)
        .offset((page.number - 1) * page.size)
    )
    rows = session.execute(part).all()
    return QueuePage(tuple(_line(*row, today=today) for row in rows), total)


def ticket_detail(session: Session, ticket_id: int, today: date) -> TicketDetail:
    """Give one ticket with all that belongs to it.

    Raises:
        NoRecord: no such ticket.
    """
    row = session.execute(_lines().where(ReviewTicket.ticket_id == ticket_id)).first()
    if row is None:
        raise NoRecord(reason="no-such-ticket")
    ticket, person = row[0], row[1]
    decisions = _decisions(session, ticket_id)
    appeals = _appeals(session, ticket_id)
    waits = ticket.state in _WAITING
    in_term = bool(decisions) and today <= decisions[-1].appeal_until
    return TicketDetail(
        line=_line(*row, today=today),
        citizen_number=person.citizen_number,
        birth_date=person.birth_date,
        certification=_one(session, Certification, ticket.certification_id),
        fact=_one(session, ContraryFact, ticket.fact_id),
        portrait_id=_portrait(session, person),
        evidence=ticket.evidence,
        passes=_recent(session, person),
        decisions=tuple(decisions),
        appeals=tuple(appeals),
        explanations=tuple(explain(session, person.personal_number, today)),
        can_decide=waits,
        can_appeal=not waits and in_term and not appeals,
    )


def counts(session: Session, office: str, today: date) -> DeskCounts:
    """Count the tickets of an office, or of all when empty."""
    states = tuple(TicketState)
    asked = _narrowed(_lines(), QueueFilter(office, states), today).subquery()
    waits = asked.c.state.in_(_WAITING)
    row = session.execute(
        select(
            _sum(waits),
            _sum(waits & (asked.c.due_on < today)),
            _sum(asked.c.state == TicketState.APPEALED),
            _sum(~waits),
        )
    ).one()
    return DeskCounts(*(int(count or 0) for count in row))


def _lines() -> Select[*tuple[Any, ...]]:
    newest = (
        select(Residence.personal_number, func.max(Residence.since).label("since"))
        .group_by(Residence.personal_number)
        .subquery()
    )
    return (
        select(ReviewTicket, Person, Community)
        .join(Person, Person.personal_number == ReviewTicket.personal_number)
        .outerjoin(newest, newest.c.personal_number == ReviewTicket.personal_number)
        .outerjoin(
            Residence,
            (Residence.personal_number == newest.c.personal_number)
            & (Residence.since == newest.c.since),
        )
        .outerjoin(Community, Community.community_code == Residence.community_code)
    )


def _narrowed(
    asked: Select[*tuple[Any, ...]], wanted: QueueFilter, today: date
) -> Select[*tuple[Any, ...]]:
    asked = asked.where(ReviewTicket.state.in_(wanted.states))
    if wanted.office:
        asked = asked.where(Community.office == wanted.office)
    if wanted.service:
        asked = asked.where(ReviewTicket.service == wanted.service)
    if wanted.reason:
        asked = asked.where(ReviewTicket.reason == wanted.reason)
    return asked.where(ReviewTicket.due_on < today) if wanted.is_late else asked


def _line(
    ticket: ReviewTicket, person: Person, community: Community | None, *, today: date
) -> QueueLine:
    return QueueLine(
        ticket_id=ticket.ticket_id,
        service=ticket.service,
        reason=ticket.reason,
        state=ticket.state,
        opened_at=ticket.opened_at,
        due_on=ticket.due_on,
        is_late=ticket.state in _WAITING and ticket.due_on < today,
        personal_number=person.personal_number,
        name=person.name,
        community=community.name if community else "",
        office=community.office if community else "",
        terminal=ticket.terminal,
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _one(session: Session, table: type[RowType], row: int | None) -> RowType | None:
    return None if row is None else session.get(table, row)


def _decisions(session: Session, ticket_id: int) -> Sequence[ReviewDecision]:
    asked = select(ReviewDecision).where(ReviewDecision.ticket_id == ticket_id)
    return session.scalars(asked.order_by(ReviewDecision.decision_id)).all()


def _appeals(session: Session, ticket_id: int) -> Sequence[ReviewAppeal]:
    asked = select(ReviewAppeal).where(ReviewAppeal.ticket_id == ticket_id)
    return session.scalars(asked.order_by(ReviewAppeal.appeal_id)).all()


def _portrait(session: Session, person: Person) -> int | None:
    asked = select(func.max(Portrait.portrait_id))
    return session.scalar(
        asked.where(Portrait.personal_number == person.personal_number)
    )


def _recent(session: Session, person: Person) -> tuple[Certification, ...]:
    asked = (
        select(Certification)
        .where(Certification.personal_number == person.personal_number)
        .order_by(
            Certification.certified_on.desc(), Certification.certification_id.desc()
        )
        .limit(_RECENT)
    )
    return tuple(session.scalars(asked))
