"""Staff as terminal and centre both see them: roles, and what their chips sign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "CHALLENGE_LENGTH",
    "PROOF_CONTEXT",
    "IdentifiedBy",
    "StaffRole",
    "StaffSession",
]

PROOF_CONTEXT = b"kiosk staff sign-in 1\x00"
"""Stands before the challenge in what the chip signs.

A signature made for signing in can thus never serve another purpose.
"""

CHALLENGE_LENGTH = 32
"""Bytes of a challenge."""


class StaffRole(StrEnum):
    """What a member of staff may do at a terminal."""

    CLERK = "clerk"
    TECHNICIAN = "technician"
    SUPERVISOR = "supervisor"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class StaffSession:
    """Who of staff has proven themselves at a terminal, for as long as the card is in.

    Attributes:
        number: Staff number, as the card's certificate says.
    """

    number: str
    role: StaffRole


class IdentifiedBy(StrEnum):
    """By what a resident was found to be the holder of the card."""

    FACE = "face"
    STAFF = "staff"
    PREPARED = "prepared"
    SESSION = "session"
