"""For which offices a clerk works: whose cases they see and decide."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from backend.store.cases import StaffOffice
from backend.store.eligibility import Community
from kiosk.domain.fault import InvalidValue

__all__ = ["ALL_OFFICES", "assign_offices", "is_on_duty", "offices_of"]

ALL_OFFICES: frozenset[str] = frozenset()
"""Of who is bound to no office: all cases are theirs."""


def offices_of(session: Session, staff: str) -> frozenset[str]:
    """Tell for which offices a staff number works; `ALL_OFFICES` where none is set."""
    wanted = select(StaffOffice.office).where(StaffOffice.staff_number == staff)
    return frozenset(session.scalars(wanted))


def assign_offices(session: Session, staff: str, offices: Collection[str]) -> None:
    """Bind a staff number to some offices and no others; to all of them by none.

    Raises:
        InvalidValue: the city has no such office.
    """
    known = set(session.scalars(select(Community.office).distinct()))
    unknown = sorted(set(offices) - known)
    if unknown:
        raise InvalidValue(field="office", reason=unknown[0])
    session.execute(delete(StaffOffice).where(StaffOffice.staff_number == staff))
    rows = [{"staff_number": staff, "office": each} for each in sorted(set(offices))]
    if rows:
        session.execute(insert(StaffOffice), rows)


def is_on_duty(office: str, offices: frozenset[str]) -> bool:
    """Tell whether a case of an office is theirs; what has none is everybody's."""
    return not offices or not office or office in offices
