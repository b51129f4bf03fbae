"""A desk over the invented city for tests: who acts, and one call to submit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from uuid6 import uuid7

from backend.cases.case import CaseView, Party, Submission
from backend.cases.desk import Desk
from backend.catalogue.item import Assurance, Door
from backend.store.database import Database
from tests.unit.backend.two_databases import NOW, number_of

__all__ = ["desk", "employer_party", "own_party", "submit"]


def desk(database: Database, now: datetime = NOW) -> Desk:
    """Open a desk at a moment."""
    return Desk.of(database, now)


def own_party(database: Database, key: str, door: Door = Door.TERMINAL) -> Party:
    """Name a fixed resident who acts for themselves, card and face matched."""
    number = number_of(database, key)
    return Party(number, None, Assurance.CARD_AND_FACE, door, "hall-1")


def employer_party(database: Database) -> Party:
    """Name the fixed operator of employer 1, at the portal."""
    number = number_of(database, "employee")
    return Party(number, 1, Assurance.OPERATOR, Door.PORTAL, "portal")


def submit(
    database: Database,
    party: Party,
    item: str,
    answers: Mapping[str, object] | None = None,
    now: datetime = NOW,
) -> CaseView:
    """Hand one item in under an id of its own."""
    submission = Submission(str(uuid7()), item, answers or {})
    return desk(database, now).submit(replace(party), submission)
