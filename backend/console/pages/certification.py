"""Life certification: the queue of reviews, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.console.area import Area, Badge, Get, Post, Tone
from backend.console.certification import listing, person, ticket
from backend.console.visit import Visit
from backend.eligibility.desk import Page, QueueFilter, counts, queue
from backend.eligibility.ticket import SERVICE
from backend.store.eligibility import Community
from backend.store.words import TicketState
from backend.web.answer import Answer
from backend.web.paging import Paging
from kiosk.domain.staff import StaffRole

__all__ = ["AREA"]

_WAITING = (TicketState.OPEN, TicketState.APPEALED)
_STATES = {
    "waiting": _WAITING,
    "appealed": (TicketState.APPEALED,),
    "decided": (TicketState.ACCEPTED, TicketState.REFUSED, TicketState.DONE),
}


def _queue(visit: Visit) -> Answer:
    """Show the tickets that fit the filters."""
    asked = visit.query
    wanted = QueueFilter(
        office=asked["office"],
        states=_STATES.get(asked["state"], _WAITING),
        service=SERVICE,
        is_late=asked["late"] == "yes",
    )
    today = visit.now.date()
    with visit.reading() as session:
        found = queue(session, wanted, Page(1, 1), today)
        paging = Paging.asked(asked, found.total)
        shown = queue(session, wanted, Page(paging.number, paging.rows), today)
        head = counts(session, asked["office"], today)
        offices = _offices(session)
    return visit.page(
        "queue.html",
        lines=shown.lines,
        head=head,
        paging=paging,
        offices=[(each, each) for each in offices],
        states=[(each, visit.say(f"state-{each}")) for each in _STATES],
        reason=lambda key: visit.say_or(f"reason-of-{key}", key),
    )


def _offices(session: Session) -> Sequence[str]:
    asked = select(Community.office).distinct().order_by(Community.office)
    return session.scalars(asked).all()


def _badge(visit: Visit) -> Sequence[Badge]:
    with visit.reading() as session:
        head = counts(session, "", visit.now.date())
    tone = Tone.SOON if head.waiting else Tone.CALM
    badges = [Badge(head.waiting, "badge-waiting", tone)]
    if head.late:
        badges.append(Badge(head.late, "badge-late", Tone.LATE, "/?late=yes"))
    return badges


AREA = Area(
    key="certification",
    roles={StaffRole.CLERK, StaffRole.SUPERVISOR},
    routes=(
        Get("/", _queue),
        Get("/tickets/{ticket}", ticket.show),
        Get("/tickets/{ticket}/portrait", ticket.portrait),
        Get("/tickets/{ticket}/evidence/{place}", ticket.evidence),
        Post("/tickets/{ticket}/decide", ticket.decide_it),
        Post("/tickets/{ticket}/appeal", ticket.appeal_it),
        Get("/people", listing.show),
        Get("/people/export", listing.export),
        Get("/find", person.ask),
        Post("/find", person.find),
        Get("/persons/{number}", person.show),
        Post("/persons/{number}/pass", person.enter_pass),
        Post("/persons/{number}/fact", person.enter_fact),
    ),
    badge=_badge,
    rank=20,
)
