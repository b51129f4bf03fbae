"""The audit trail: who looked at or did what, found again, drawn, and handed out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from backend.clock import CITY_ZONE
from backend.console.area import Area, Badge, Get
from backend.console.visit import Visit
from backend.store.fleet import AuditEntry
from backend.web.answer import Answer
from backend.web.chart import Series, lines
from backend.web.paging import Paging
from kiosk.domain.staff import StaffRole

__all__ = ["AREA"]

_DAYS_DRAWN = 14
_MOST_LINES = 50_000


def _list(visit: Visit) -> Answer:
    """Show the lines that fit the filters, the newest first."""
    conditions = _conditions(visit)
    with visit.reading() as session:
        total = session.scalar(
            select(func.count(AuditEntry.entry_id)).where(*conditions)
        )
        paging = Paging.asked(visit.query, total or 0)
        wanted = select(AuditEntry).where(*conditions)
        entries = session.scalars(
            wanted.order_by(AuditEntry.entry_id.desc())
            .offset(paging.offset)
            .limit(paging.rows)
        ).all()
        events = session.scalars(select(AuditEntry.event).distinct()).all()
    return visit.page(
        "list.html",
        status=200 if visit.query.is_good else 422,
        entries=entries,
        paging=paging,
        event_names=sorted((event, _event_name(visit, event)) for event in events),
        event_name=partial(_event_name, visit),
        export=visit.address("/export", **_asked(visit)),
    )


def _days(visit: Visit) -> Answer:
    """Draw how many lines each of the last days brought."""
    days = [
        visit.now.date() - timedelta(days=back)
        for back in range(_DAYS_DRAWN - 1, -1, -1)
    ]
    with visit.reading() as session:
        by_staff = _per_day(session, days, AuditEntry.terminal.startswith("staff:"))
        by_machines = _per_day(session, days, ~AuditEntry.terminal.startswith("staff:"))
    drawn = lines(
        visit.say("days-title", count=_DAYS_DRAWN),
        [f"{day:%m-%d}" for day in days],
        [
            Series(visit.say("by-staff"), by_staff),
            Series(visit.say("by-machines"), by_machines),
        ],
    )
    return visit.page("days.html", drawn=drawn)


def _export(visit: Visit) -> Answer:
    """Hand out the lines that fit as CSV, the newest first."""
    wanted = select(AuditEntry).where(*_conditions(visit))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["at", "who", "event", "result", "subject", "reference"])
    with visit.reading() as session:
        newest = wanted.order_by(AuditEntry.entry_id.desc()).limit(_MOST_LINES)
        for line in session.scalars(newest):
            at = line.noted_at.astimezone(CITY_ZONE).isoformat(timespec="seconds")
            told = [line.terminal, line.event, line.result, line.subject]
            writer.writerow([at, *told, line.reference])
    # The mark at the front tells spreadsheets that this is UTF-8.
    data = out.getvalue().encode("utf-8-sig")
    return visit.download(f"audit-{visit.now:%Y%m%d}.csv", "text/csv", data)


def _badge(visit: Visit) -> Sequence[Badge]:
    since = _midnight(visit.now.date())
    wanted = select(func.count(AuditEntry.entry_id)).where(AuditEntry.noted_at >= since)
    with visit.reading() as session:
        return [Badge(session.scalar(wanted) or 0, "lines-today")]


def _conditions(visit: Visit) -> list[ColumnElement[bool]]:
    """Read the filters; a day that is none stays a trouble of its field."""
    query = visit.query
    begin, end = (query.day(name, is_needed=False) for name in ("from", "until"))
    conditions: list[ColumnElement[bool]] = []
    if query["who"]:
        conditions.append(AuditEntry.terminal == query["who"])
    if query["event"]:
        conditions.append(AuditEntry.event == query["event"])
    if query["reference"]:
        conditions.append(AuditEntry.reference == query["reference"])
    if begin:
        conditions.append(AuditEntry.noted_at >= _midnight(begin))
    if end:
        conditions.append(AuditEntry.noted_at < _midnight(end + timedelta(days=1)))
    return conditions


def _asked(visit: Visit) -> dict[str, str]:
    names = ("who", "event", "reference", "from", "until")
    return {name: visit.query[name] for name in names}


def _per_day(
    session: Session, days: Sequence[date], kind: ColumnElement[bool]
) -> list[int]:
    return [
        session.scalar(
            select(func.count(AuditEntry.entry_id)).where(
                AuditEntry.noted_at >= _midnight(day),
                AuditEntry.noted_at < _midnight(day + timedelta(days=1)),
                kind,
            )
        )
        or 0
        for day in days
    ]


def _event_name(visit: Visit, event: str) -> str:
    """Say an event in words; one that is newer than the words stays as it is."""
    return visit.say_or(f"event-{event}", event)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_ZONE)


AREA = Area(
    key="trail",
    roles={StaffRole.SUPERVISOR},
    routes=(Get("/", _list), Get("/days", _days), Get("/export", _export)),
    badge=_badge,
    rank=90,
)
