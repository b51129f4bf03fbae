"""Certificates: look one up, take its force away, and what each hall printed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend.certificates.standing import certificate_life, withdraw
from backend.certificates.statistics import hall_statistics, verification_statistics
from backend.console.area import Area, Get, Post
from backend.console.visit import Visit
from backend.portal.finding import masked_facts
from backend.store.archive import ArchivedCopy
from backend.store.papers import Certificate
from backend.web.answer import Answer
from backend.web.chart import bars
from kiosk.domain.fault import CentreRefused, NoRecord
from kiosk.domain.staff import StaffRole

__all__ = ["AREA"]

_SPANS = (7, 30, 90)
_STANDINGS = ("prepared", "reserved", "printed", "taken", "unknown", "void")
_ENDS = ("revoked", "superseded")


def _find(visit: Visit) -> Answer:
    """Ask for a number, and lead to the certificate that has it."""
    number = visit.query["number"].strip()
    if number:
        with visit.reading() as session:
            if session.get(Certificate, number) is not None:
                return visit.see(f"/{number}")
    return visit.page("find.html", 404 if number else 200, wanted=number)


def _one(visit: Visit, status: int = 200) -> Answer:
    """Show a certificate and its copies; the holder stays masked."""
    number = visit.path["number"]
    with visit.reading() as session:
        life = certificate_life(session, number)
        certificate = session.get_one(Certificate, number)
        facts = masked_facts(certificate)
        visit.concerns(certificate.personal_number, number)
        lasting = {serial: _lasting(session, serial) for serial in life["copies"]}
    return visit.page("one.html", status, life=life, facts=facts, lasting=lasting)


def _lasting(session: Session, serial: str) -> str:
    """Say how far a copy's file has come on its way to last for decades."""
    archived = session.get(ArchivedCopy, serial)
    if archived is None:
        return "sealed"
    return "lasting" if archived.pdf is not None else "waiting"


def _withdraw(visit: Visit) -> Answer:
    """Revoke a certificate, or let another one hold in its place."""
    number, successor = visit.path["number"], visit.form["successor"].strip()
    reason = visit.form.text("reason", most=200)
    if visit.form.text("again", most=32) != number:
        visit.form.refuse("again", "other-number", number=number)
    if not visit.form.is_good:
        return _one(visit, 422)
    act = "certificate replaced" if successor else "certificate revoked"
    try:
        with visit.acting(act, reference=number) as session:
            withdraw(
                session,
                number,
                reason=reason,
                staff=visit.member.number,
                now=visit.now,
                successor=successor or None,
            )
    except NoRecord:
        visit.form.refuse("successor", "no-such-successor")
        return _one(visit, 422)
    except CentreRefused as refusal:
        visit.form.refuse("successor", str(refusal.facts["reason"]))
        return _one(visit, 409)
    said = "said-replaced" if successor else "said-revoked"
    return visit.see(f"/{number}", said, number=number)


def _statistics(visit: Visit) -> Answer:
    """Draw what was issued, hall by hall, and what became of the paper."""
    asked = visit.query["days"]
    days = int(asked) if asked in map(str, _SPANS) else 30
    until = visit.now.date()
    since = until - timedelta(days=days - 1)
    with visit.reading() as session:
        halls = hall_statistics(session, since, until)
        checks = verification_statistics(session, since, until)
    return visit.page(
        "statistics.html",
        charts=_charts(visit, halls, checks),
        halls=halls,
        standings=(*_STANDINGS, *_ENDS),
        total=sum(hall["issued"] for hall in halls),
        unknown=sum(hall["unknown"] for hall in halls),
        span=str(days),
        spans=[(str(each), visit.say("last-days", count=each)) for each in _SPANS],
    )


def _charts(
    visit: Visit, halls: list[dict[str, Any]], checks: dict[str, int]
) -> list[object]:
    kinds: Counter[str] = Counter()
    for hall in halls:
        kinds.update(hall["kinds"])
    papers = visit.say("papers")
    return [
        bars(
            visit.say("by-hall"), [(it["hall"], it["issued"]) for it in halls], papers
        ),
        bars(
            visit.say("by-kind"),
            [(visit.say(f"kind-{kind}"), count) for kind, count in kinds.most_common()],
            papers,
        ),
        bars(
            visit.say("by-standing"),
            [
                (visit.say(f"standing-{each}"), sum(hall[each] for hall in halls))
                for each in _STANDINGS
            ],
            visit.say("copies"),
        ),
        bars(
            visit.say("by-check"),
            [(visit.say_or(f"check-{each}", each), n) for each, n in checks.items()],
            visit.say("checks"),
        ),
    ]


AREA = Area(
    key="papers",
    roles={StaffRole.CLERK, StaffRole.SUPERVISOR},
    routes=(
        Get("/", _find),
        Get("/statistics", _statistics),
        Get("/{number}", _one),
        Post("/{number}/withdraw", _withdraw, {StaffRole.SUPERVISOR}),
    ),
    rank=40,
)
