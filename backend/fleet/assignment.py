"""Which security profile and which ring a terminal was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend.fleet.profile import ProfileBook, SecurityProfile
from backend.home import HomeInvalid
from backend.store.assignment import TerminalAssignment
from backend.store.enrolment import EnrolmentTicket
from backend.store.tables import METADATA
from kiosk.domain.fault import InvalidValue
from kiosk.domain.release import is_ring

__all__ = [
    "NOTHING",
    "Assigned",
    "assign",
    "assigned_to",
    "check_assigned",
    "profile_of",
]

_ASSIGNMENT = METADATA.tables[TerminalAssignment.__tablename__]
# Put together once, and read as columns: every request asks for it.
_OF_TERMINAL = select(_ASSIGNMENT.c.profile, _ASSIGNMENT.c.ring).where(
    _ASSIGNMENT.c.terminal == bindparam("of_terminal")
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What holds for a terminal; empty where nobody decided anything."""

    profile: str = ""
    ring: str = ""


NOTHING = Assigned()
"""What holds where nobody decided anything: the standard profile."""


def assigned_to(session: Session, terminal: str) -> Assigned:
    """Tell what was decided for a terminal."""
    row = session.execute(_OF_TERMINAL, {"of_terminal": terminal}).first()
    return NOTHING if row is None else Assigned(row.profile, row.ring)


def profile_of(session: Session, terminal: str, book: ProfileBook) -> SecurityProfile:
    """Give the profile that a terminal's questions are held against.

    Raises:
        InvalidValue: it was assigned one that the city's file no longer has.
    """
    return book.named(assigned_to(session, terminal).profile)


def assign(
    session: Session, terminal: str, told: Assigned, by: str, now: datetime
) -> None:
    """Keep a decision; it holds from the terminal's next question on.

    Raises:
        InvalidValue: the ring's name cannot be one.
    """
    if told.ring and not is_ring(told.ring):
        raise InvalidValue(field="ring", reason="not-a-ring")
    row = TerminalAssignment(
        terminal=terminal,
        profile=told.profile,
        ring=told.ring,
        decided_at=now,
        decided_by=by,
    )
    session.merge(row)


def check_assigned(session: Session, book: ProfileBook) -> None:
    """Refuse a file that lacks a profile which a terminal, or a code, was given.

    Raises:
        HomeInvalid: one line names it.
    """
    for column in (TerminalAssignment.profile, EnrolmentTicket.profile):
        for key in session.scalars(select(column).distinct()):
            try:
                book.named(key)
            except InvalidValue:
                message = f"profiles.yaml: a terminal has the profile {key}"
                raise HomeInvalid(message) from None
