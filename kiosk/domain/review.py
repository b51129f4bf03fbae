"""Review by a person (人工复核): until when, and by which number it is asked for."""

from __future__ import annotations

from kiosk.domain.workday import working_days_after

__all__ = ["REVIEW_DAYS", "ticket_number", "working_days_after"]

REVIEW_DAYS = 3
"""Working days until staff have looked at a request."""

_HALF = 4


def ticket_number(deed_id: str) -> str:
    """Give the number that a resident is told for a request, e.g. ``3F9A-01C7``.

    The last eight hex digits of the deed's UUIDv7, which are random; the centre
    finds the deed by them.
    """
    digits = deed_id.replace("-", "")[-2 * _HALF :].upper()
    return f"{digits[:_HALF]}-{digits[_HALF:]}"
