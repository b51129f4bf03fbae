"""Who of staff may do what at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.staff import StaffRole

if TYPE_CHECKING:
    from kiosk.domain.staff import StaffSession

__all__ = ["ATTENDANTS", "ENGINEERS", "TECHNICIANS", "is_attendant", "may"]

ATTENDANTS = frozenset({StaffRole.CLERK, StaffRole.SUPERVISOR})
"""Staff of the hall (导办): they help residents, and open and close the terminal."""

TECHNICIANS = frozenset({StaffRole.TECHNICIAN, StaffRole.ENGINEER})
"""Those who look after the machine."""

ENGINEERS = frozenset({StaffRole.ENGINEER})
"""Those who may change what the terminal is: its place, identity and software."""


def is_attendant(session: StaffSession) -> bool:
    """Whether somebody gets the hall's small menu instead of the technician's."""
    return session.role in ATTENDANTS


def may(session: StaffSession, roles: frozenset[StaffRole]) -> bool:
    """Whether one of these roles is held."""
    return session.role in roles
