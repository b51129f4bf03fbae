"""What kept a page from its work, as a status and the key of a text."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from kiosk.domain.fault import CentreRefused, Fault, NoRecord

__all__ = ["BUG", "Refusal", "told_of"]

BUG = 500

Refusal = tuple[int, str]
"""HTTP status, and key of the text that is said."""


def told_of(error: Exception) -> Refusal:
    """Tell a fault by its kind; what is none is a bug of ours.

    A refusal of the centre has a text of its own, ``reason-…``, where there is one.
    """
    match error:
        case NoRecord():
            return 404, "no-record"
        case CentreRefused():
            return 409, f"reason-{error.facts.get('reason', '')}"
        case Fault():
            return 422, "invalid"
        case OperationalError() | PoolExhausted():
            return 503, "busy"
        case _:
            return BUG, "bug"
