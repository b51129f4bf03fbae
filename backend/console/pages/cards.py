"""Staff cards: who holds one, and how a lost one is shut out at once."""

from __future__ import annotations

from backend.console.area import Area, Get, Post
from backend.console.visit import Visit
from backend.web.answer import Answer
from backend.web.paging import Paging
from kiosk.domain.fault import NoRecord
from kiosk.domain.staff import StaffRole

__all__ = ["AREA"]


def _list(visit: Visit) -> Answer:
    """Show every card, or those of one role or state."""
    wanted, role = visit.query["state"], visit.query["role"]
    cards = [
        card
        for card in visit.centre.staff.cards()
        if (not role or card.role == role)
        and (not wanted or card.is_revoked == (wanted == "revoked"))
    ]
    paging = Paging.asked(visit.query, len(cards))
    shown = cards[paging.offset : paging.offset + paging.rows]
    return visit.page(
        "list.html",
        cards=shown,
        paging=paging,
        roles=[(role, visit.say(f"role-{role}")) for role in StaffRole],
        states=[(state, visit.say(state)) for state in ("living", "revoked")],
    )


def _one(visit: Visit, status: int = 200) -> Answer:
    """Show a holder's cards, and the form that shuts them out."""
    number = visit.path["number"]
    cards = [card for card in visit.centre.staff.cards() if card.number == number]
    if not cards:
        raise NoRecord(reason="number-unknown")
    visit.concerns(reference=number)
    is_living = any(not card.is_revoked for card in cards)
    return visit.page("one.html", status, cards=cards, is_living=is_living)


def _revoke(visit: Visit) -> Answer:
    """Shut a holder's cards out; the number is typed once more against slips."""
    number = visit.path["number"]
    if visit.form.text("again", most=16) != number:
        visit.form.refuse("again", "other-number", number=number)
    if number == visit.member.number:
        visit.form.refuse("again", "own-card")
    if not visit.form.is_good:
        return _one(visit, 422)
    with visit.acting("card revoked", reference=number):
        count = visit.centre.staff.revoke(number)
    return visit.see(f"/{number}", "said-revoked", number=number, count=count)


AREA = Area(
    key="cards",
    roles={StaffRole.SUPERVISOR},
    routes=(Get("/", _list), Get("/{number}", _one), Post("/{number}/revoke", _revoke)),
    rank=80,
)
