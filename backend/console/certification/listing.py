"""Whom to reach: due soon, never certified, suspended, home visit, by community."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.console.visit import Visit
from backend.eligibility.outreach import (
    OutreachKind,
    OutreachLine,
    outreach,
    outreach_counts,
)
from backend.store.eligibility import Community
from backend.web.answer import Answer
from backend.web.paging import Paging
from kiosk.domain.identifier import mask_number

__all__ = ["export", "show"]

_COLUMNS = (
    "name",
    "citizen_number",
    "community",
    "office",
    "benefit",
    "due_on",
    "suspended_since",
    "owed_months",
    "owed_yuan",
)


def show(visit: Visit) -> Answer:
    """Show one list, with how many stand on each of them."""
    lines, kind = _lines(visit), _kind(visit)
    paging = Paging.asked(visit.query, len(lines))
    with visit.reading() as session:
        communities = _communities(session)
        found = outreach_counts(session, visit.now.date())
    wanted = visit.query["community"]
    counters = [found[wanted]] if wanted in found else found.values()
    totals = sum((Counter(each) for each in counters), Counter[OutreachKind]())
    return visit.page(
        "people.html",
        lines=lines[paging.offset : paging.offset + paging.rows],
        paging=paging,
        kind=kind,
        kinds=[
            (each, visit.say(f"list-{each}"), totals[each]) for each in OutreachKind
        ],
        communities=communities,
        masked=mask_number,
        word=lambda key: visit.say_or(f"word-{key}", key),
        export=visit.address("/people/export", kind=kind, community=wanted),
    )


def export(visit: Visit) -> Answer:
    """Hand the list out as CSV for visits and calls; the trail has a line of it."""
    lines, kind = _lines(visit), _kind(visit)
    with visit.acting(f"list {kind} handed out") as session:
        staff = f"staff:{visit.member.number}"
        note(session, visit.now, staff, AuditEvent.OUTREACH_LISTED, str(kind))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows(map(_row, lines))
    # The mark at the front tells spreadsheets that this is UTF-8.
    data = out.getvalue().encode("utf-8-sig")
    return visit.download(f"{kind}-{visit.now:%Y%m%d}.csv", "text/csv", data)


def _row(each: OutreachLine) -> list[object]:
    told = (each.name, each.citizen_number, each.community, each.office)
    return [
        *map(_harmless, told),
        each.benefit,
        each.due_on,
        each.suspended_since or "",
        each.owed_months,
        f"{each.owed_cents // 100}.{each.owed_cents % 100:02d}",
    ]


def _kind(visit: Visit) -> OutreachKind:
    told = visit.query["kind"]
    known = [str(each) for each in OutreachKind]
    return OutreachKind(told) if told in known else OutreachKind.DUE_SOON


def _lines(visit: Visit) -> Sequence[OutreachLine]:
    """Give the wanted list, the most urgent first."""
    today, kind = visit.now.date(), _kind(visit)
    with visit.reading() as session:
        found = outreach(session, today, kind, visit.query["community"])
        return sorted(found, key=lambda each: (each.due_on or today, each.name))


def _communities(session: Session) -> Sequence[tuple[str, str]]:
    asked = select(Community).order_by(Community.community_code)
    return [(each.community_code, each.name) for each in session.scalars(asked)]


def _harmless(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
