"""What staff see waiting: per office, by day, with what is late first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from backend.cases.case import CaseView
from backend.cases.duty import ALL_OFFICES
from backend.cases.reading import view_of
from backend.catalogue.item import Catalogue
from backend.clock import CITY_ZONE
from backend.store.cases import BusinessCase
from backend.store.words import CaseState

__all__ = ["CaseCounts", "CaseQueue", "QueueOrder", "Urgency", "case_counts", "urgency"]

_WAITING = (CaseState.SUBMITTED, CaseState.ACCEPTED)
_SOON = timedelta(days=2)


class Urgency(StrEnum):
    """How near a case's day is, for the colour beside it."""

    LATE = "late"
    SOON = "soon"
    IN_TIME = "in-time"


@dataclass(frozen=True, slots=True)
class QueueOrder:
    """Which cases are wanted; what is empty does not narrow.

    Attributes:
        office: Queue of one office.
        offices: Only what is for a clerk of these offices to decide.
        item: One item, or a group by its two letters.
        page, size: Part wanted, pages counted from 1.
    """

    office: str = ""
    offices: frozenset[str] = ALL_OFFICES
    states: tuple[CaseState, ...] = _WAITING
    item: str = ""
    is_late: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class CaseQueue:
    """Part of a queue, the soonest day first, and how many there are in all."""

    lines: tuple[CaseView, ...]
    total: int

    @classmethod
    def read(
        cls, session: Session, catalogue: Catalogue, order: QueueOrder, today: date
    ) -> CaseQueue:
        """Read a queue as of a day."""
        where = _where(order, today)
        total = session.scalar(
            select(func.count()).select_from(BusinessCase).where(*where)
        )
        wanted = (
            select(BusinessCase)
            .where(*where)
            .order_by(
                BusinessCase.due_on.is_(None),
                BusinessCase.due_on,
                BusinessCase.submitted_at,
                BusinessCase.case_id,
            )
            .limit(order.size)
            .offset((order.page - 1) * order.size)
        )
        lines = tuple(view_of(case, catalogue) for case in session.scalars(wanted))
        return cls(lines, total or 0)


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases stand where, for charts.

    Attributes:
        by_state, by_item, by_door: Counts of all cases submitted since a day.
        waiting, late: Counts of what is open now.
    """

    by_state: dict[str, int]
    by_item: dict[str, int]
    by_door: dict[str, int]
    waiting: int
    late: int


def urgency(case: CaseView, today: date) -> Urgency:
    """Tell how near a case's day is; two days before it becomes soon."""
    if case.due_on is None or case.state not in _WAITING:
        return Urgency.IN_TIME
    if case.due_on < today:
        return Urgency.LATE
    return Urgency.SOON if case.due_on - today <= _SOON else Urgency.IN_TIME


def case_counts(
    session: Session,
    since: date,
    today: date,
    offices: frozenset[str] = ALL_OFFICES,
) -> CaseCounts:
    """Count cases submitted since a day, and what waits now at some offices."""
    waiting = BusinessCase.state.in_(_WAITING), *_on_duty(offices)
    return CaseCounts(
        by_state=_counted(session, BusinessCase.state, since),
        by_item=_counted(session, BusinessCase.item, since),
        by_door=_counted(session, BusinessCase.door, since),
        waiting=_count(session, *waiting),
        late=_count(session, *waiting, BusinessCase.due_on < today),
    )


def _counted(session: Session, column: object, since: date) -> dict[str, int]:
    wanted = (
        select(column, func.count())  # type: ignore[call-overload]
        .where(BusinessCase.submitted_at >= datetime.combine(since, time(), CITY_ZONE))
        .group_by(column)
        .order_by(column)
    )
    return {str(name): int(count) for name, count in session.execute(wanted)}


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    wanted = select(func.count()).select_from(BusinessCase).where(*where)
    return session.scalar(wanted) or 0


def _on_duty(offices: frozenset[str]) -> list[ColumnElement[bool]]:
    return [BusinessCase.office.in_({*offices, ""})] if offices else []


def _where(order: QueueOrder, today: date) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [BusinessCase.state.in_(order.states)]
    where += _on_duty(order.offices)
    if order.office:
        where.append(BusinessCase.office == order.office)
    if order.item:
        where.append(BusinessCase.item.startswith(order.item, autoescape=True))
    if order.is_late:
        where.append(BusinessCase.due_on < today)
    return where
