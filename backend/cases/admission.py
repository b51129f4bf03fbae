"""Whether somebody may ask for an item: door, assurance, an operator's rights."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.cases.case import CaseRefused, Party
from backend.cases.rule import unbound
from backend.catalogue.item import Assurance, Audience, Catalogue, Item
from backend.store.insurance import EmployerOperator

__all__ = ["RIGHT_OF_GROUP", "admitted_item", "is_operator", "rights_of"]

RIGHT_OF_GROUP = {
    "ER": "registration",
    "ES": "staff",
    "EP": "payment",
    "EQ": "query",
}
"""The operator's right that each group of employers' items needs."""

_MEETS = {
    Assurance.NONE: frozenset(Assurance),
    Assurance.FACE: frozenset({Assurance.FACE, Assurance.CARD_AND_FACE}),
    Assurance.CARD: frozenset({Assurance.CARD, Assurance.CARD_AND_FACE}),
    Assurance.CARD_AND_FACE: frozenset({Assurance.CARD_AND_FACE}),
    Assurance.OPERATOR: frozenset({Assurance.OPERATOR, Assurance.CARD_AND_FACE}),
}
_FOUNDING = "register-employer"


def admitted_item(
    session: Session, catalogue: Catalogue, party: Party, item_id: str, today: date
) -> Item:
    """Give the item if this party may ask for it here and now.

    Raises:
        CaseRefused: ``no-such-item``, ``not-at-this-door``, ``not-yet`` (a rule is
            not bound), ``assurance``, ``no-employer``, ``not-operator``.
    """
    item = catalogue.items.get(item_id)
    if item is None:
        raise CaseRefused(reason="no-such-item")
    if party.door not in item.doors:
        raise CaseRefused(reason="not-at-this-door")
    if unbound(item):
        raise CaseRefused(reason="not-yet")
    needs_person = item.assurance is not Assurance.NONE
    if party.assurance not in _MEETS[item.assurance] or (
        needs_person and party.person is None
    ):
        raise CaseRefused(reason="assurance")
    if item.audience is Audience.EMPLOYER:
        _check_operator(session, item, party, today)
    return item


def _check_operator(session: Session, item: Item, party: Party, today: date) -> None:
    if any(call.name == _FOUNDING for call in item.effects):
        return
    if party.employer is None or party.person is None:
        raise CaseRefused(reason="no-employer")
    right = RIGHT_OF_GROUP.get(item.group, "")
    rights = rights_of(session, party.employer, party.person, today)
    if rights is None or (rights and right not in rights):
        raise CaseRefused(reason="not-operator")


def rights_of(
    session: Session, employer: int, person: int, today: date
) -> frozenset[str] | None:
    """Give an operator's rights, empty for all of them; none for no operator."""
    found = session.scalars(
        select(EmployerOperator.rights)
        .where(
            EmployerOperator.employer_number == employer,
            EmployerOperator.personal_number == person,
            EmployerOperator.since <= today,
            or_(EmployerOperator.until.is_(None), EmployerOperator.until > today),
        )
        .order_by(EmployerOperator.since.desc())
    ).first()
    return None if found is None else frozenset(filter(None, found.split(",")))


def is_operator(session: Session, employer: int, person: int, today: date) -> bool:
    """Tell whether somebody may act for an employer on a day."""
    return rights_of(session, employer, person, today) is not None
