"""The staff entrance: notices a staff card while nobody is served, and lets it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.ports.staff_card import StaffBadge
from kiosk.work.reply import Answered, Broke, Failed, Progressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.visit.service import Service

__all__ = [
    "KNOCK_TICKET",
    "RECALL_TICKET",
    "Entrance",
    "is_knock",
    "is_let_in",
    "recalled",
]

KNOCK_TICKET = -1
"""Ticket of the look at a card that somebody put in while nobody was served."""


RECALL_TICKET = -2
"""Ticket of what staff chose earlier, read when the terminal starts."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """How staff come in.

    Attributes:
        service: The conversation with staff.
        knock: Has the card in the reader looked at, whose answer comes back under
            `KNOCK_TICKET`: a badge, or the fault that it is none of staff.
        awaited_seconds: How long a call for the technician waits for the end of
            the resident's visit.
        left: Called when staff have left, whatever ended their stay.
    """

    service: Service
    knock: Callable[[], None]
    left: Callable[[], None] = lambda: None
    awaited_seconds: float = 600.0


def is_knock(reply: object) -> bool:
    """Whether a reply answers the look at a card."""
    kinds = (Answered, Failed, Broke, Progressed)
    return isinstance(reply, kinds) and reply.ticket == KNOCK_TICKET


def is_let_in(reply: object) -> bool:
    """Whether that look found a staff card; who it belongs to is proven later."""
    if not isinstance(reply, Answered) or reply.ticket != KNOCK_TICKET:
        return False
    return isinstance(reply.value, StaffBadge)


def recalled(reply: object) -> dict[str, str] | None:
    """Give the choices that a reply brings, or none where it is another reply."""
    if not isinstance(reply, Answered) or reply.ticket != RECALL_TICKET:
        return None
    return reply.value if isinstance(reply.value, dict) else {}
