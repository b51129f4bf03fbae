"""Cases in figures: what came, by which door, what became of it, as charts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.queue import CaseCounts, case_counts
from backend.catalogue.load import city_catalogue
from backend.clock import CITY_ZONE
from backend.console.visit import Visit
from backend.store.cases import BusinessCase
from backend.store.words import CaseState
from backend.web.answer import Answer
from backend.web.chart import Series, bars, lines

__all__ = ["counted", "statistics"]

_SPANS = (7, 30, 90)
_MOST_ITEMS = 10


def statistics(visit: Visit) -> Answer:
    """Draw the cases of the last days."""
    days = _span(visit)
    counts, by_day = _read(visit, days)
    catalogue = city_catalogue()
    by_group: Counter[str] = Counter()
    for item, count in counts.by_item.items():
        by_group[item.partition("-")[0]] += count
    groups = [
        (catalogue.groups[key].told(visit.language), count)
        for key, count in by_group.most_common()
        if key in catalogue.groups
    ]
    charts = [
        _per_day(visit, by_day),
        bars(visit.say("by-group"), groups, visit.say("cases")),
        bars(visit.say("most-items"), _items(visit, counts), visit.say("cases")),
        bars(visit.say("by-state"), _states(visit, counts), visit.say("cases")),
        bars(
            visit.say("by-door"),
            [
                (visit.say_or(f"door-{door}", door), count)
                for door, count in counts.by_door.items()
            ],
            visit.say("cases"),
        ),
    ]
    return visit.page(
        "statistics.html",
        charts=charts,
        counts=counts,
        total=sum(counts.by_state.values()),
        span=str(days),
        spans=[(str(each), visit.say("last-days", count=each)) for each in _SPANS],
    )


def counted(visit: Visit) -> Answer:
    """Hand the same figures out as CSV."""
    counts, by_day = _read(visit, _span(visit))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["what", "key", "cases"])
    for what, figures in (
        ("state", counts.by_state),
        ("item", counts.by_item),
        ("door", counts.by_door),
        ("day", {day.isoformat(): count for day, count in by_day.items()}),
    ):
        writer.writerows([what, key, count] for key, count in figures.items())
    data = out.getvalue().encode("utf-8-sig")
    return visit.download(f"cases-{visit.now:%Y%m%d}.csv", "text/csv", data)


def _span(visit: Visit) -> int:
    told = visit.query["days"]
    return int(told) if told in {str(each) for each in _SPANS} else _SPANS[1]


def _read(visit: Visit, days: int) -> tuple[CaseCounts, dict[date, int]]:
    today = visit.now.date()
    since = today - timedelta(days=days - 1)
    with visit.reading() as session:
        return case_counts(session, since, today), _by_day(session, since, today)


def _by_day(session: Session, since: date, today: date) -> dict[date, int]:
    """Count what came each day, in the city's own days."""
    found: Counter[date] = Counter()
    begin = datetime.combine(since, time(), CITY_ZONE)
    wanted = select(BusinessCase.submitted_at).where(BusinessCase.submitted_at >= begin)
    for at in session.scalars(wanted):
        found[at.astimezone(CITY_ZONE).date()] += 1
    days = (since + timedelta(days=each) for each in range((today - since).days + 1))
    return {day: found[day] for day in days}


def _per_day(visit: Visit, by_day: dict[date, int]) -> object:
    labels = [f"{day:%m-%d}" for day in by_day]
    series = [Series(visit.say("cases"), list(by_day.values()))]
    return lines(visit.say("per-day"), labels, series)


def _items(visit: Visit, counts: CaseCounts) -> list[tuple[str, int]]:
    items = city_catalogue().items
    return [
        (items[item].name.told(visit.language) if item in items else item, count)
        for item, count in Counter(counts.by_item).most_common(_MOST_ITEMS)
    ]


def _states(visit: Visit, counts: CaseCounts) -> list[tuple[str, int]]:
    return [
        (visit.say(f"state-{state}"), counts.by_state.get(str(state), 0))
        for state in CaseState
    ]
