"""What somebody draws, and what proves a right to it, goes with an account."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.cases.matter import Matter, RuleBroken
from backend.cases.standing import person_fact
from backend.catalogue.item import Words
from backend.store.eligibility import ContraryFact, LedgerRuling
from backend.store.fleet import ReviewTicket
from backend.store.insurance import (
    Benefit,
    Certification,
    PensionAward,
    PensionRise,
)

__all__ = ["move_back", "move_claims"]

_BOTH_DRAW = Words("两个账户都在领取同一待遇", "Both accounts draw the same benefit")
_ACCOUNT = "receiving-account"

_MOVING: dict[str, tuple[type[Any], Any]] = {
    "benefit": (Benefit, Benefit.benefit_number),
    "pass": (Certification, Certification.certification_id),
    "fact": (ContraryFact, ContraryFact.fact_id),
    "ruling": (LedgerRuling, LedgerRuling.ruling_id),
    "ticket": (ReviewTicket, ReviewTicket.ticket_id),
}
"""Tables whose rows have keys of their own."""

_OF_PENSION: tuple[type[Any], ...] = (PensionAward, PensionRise)
"""Tables that a person is in once, with the pension."""


def move_claims(matter: Matter, other: int) -> None:
    """Let an account that ends give its benefits to the one that goes on.

    Else the pension would stay where no card leads to: whoever certifies does so
    under the number that goes on, and it would be withheld for want of a pass.

    Raises:
        RuleBroken: both draw one kind; which one is right a person must settle.
    """
    session, own = matter.session, matter.own.personal_number
    mine, theirs = (_kinds(session, each) for each in (own, other))
    if mine & theirs:
        raise RuleBroken(_BOTH_DRAW, "other_personal_number")
    for word, (table, key) in _MOVING.items():
        rows = session.scalars(select(key).where(table.personal_number == other)).all()
        _give(session, word, list(rows), own)
        if rows:
            matter.ledger.booked.append(["moved", word, other, list(rows)])
    if session.get(PensionAward, own) is None:
        for table in _OF_PENSION:
            _give_all(session, table, other, own)
        matter.ledger.booked.append(["pension-moved", other, own])
    account = person_fact(session, other, _ACCOUNT)
    if account and theirs:
        matter.ledger.person_fact(own, _ACCOUNT, account)


def move_back(session: Session, word: str, number: int, rows: list[int]) -> None:
    """Give rows back to the account they came from; see `move_claims`."""
    if word == "pension":
        for table in _OF_PENSION:
            _give_all(session, table, rows[0], number)
    else:
        _give(session, word, rows, number)


def _kinds(session: Session, number: int) -> set[str]:
    wanted = select(Benefit.benefit).where(Benefit.personal_number == number)
    return set(session.scalars(wanted))


def _give(session: Session, word: str, rows: list[int], number: int) -> None:
    table, key = _MOVING[word]
    session.execute(update(table).where(key.in_(rows)).values(personal_number=number))


def _give_all(session: Session, table: type[Any], giver: int, taker: int) -> None:
    theirs = update(table).where(table.personal_number == giver)
    session.execute(theirs.values(personal_number=taker))
