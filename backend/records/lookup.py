"""Audited look-ups: nothing about a person is told before the trail has a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.centre import Centre
from backend.records.person import find_person
from backend.store.people import Person
from kiosk.domain.fault import NoRecord
from kiosk.domain.resident import Subject

__all__ = ["look_up"]

FoundType = TypeVar("FoundType")


def look_up(
    centre: Centre,
    terminal: str,
    event: AuditEvent,
    subject: Subject,
    read: Callable[[Session, Person], FoundType],
) -> FoundType:
    """Find a person, read something, and audit it; a look-up in vain, too.

    Raises:
        NoRecord: no such person, or nothing of what was wanted.
    """
    number: int | None = None
    try:
        with centre.database.reading() as session:
            person = find_person(session, subject)
            number = person.personal_number
            found = read(session, person)
    except NoRecord as fault:
        _noted(centre, terminal, event, str(fault.facts["reason"]), number)
        raise
    _noted(centre, terminal, event, "done", number)
    return found


def _noted(
    centre: Centre, terminal: str, event: AuditEvent, result: str, number: int | None
) -> None:
    with centre.database.writing() as session:
        note(session, centre.clock(), terminal, event, result, subject=number)
