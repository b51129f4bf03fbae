"""Closed sets of words that only the centre's own tables use."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Channel", "CopyStanding", "PaymentType", "TicketState"]


class PaymentType(StrEnum):
    """缴费类别 (AAE143), as far as the centre books it."""

    REGULAR = "1"
    BACK_PAYMENT = "2"
    ARREARS = "11"
    REFUND = "18"


class Channel(StrEnum):
    """By which way a beneficiary was certified."""

    TERMINAL = "terminal"
    COUNTER = "counter"
    DATA_MATCH = "data-match"


class CopyStanding(StrEnum):
    """What the centre knows of one paper copy."""

    RESERVED = "reserved"
    UNKNOWN = "unknown"
    OUT = "out"
    TAKEN = "taken"
    FAILED = "failed"


class TicketState(StrEnum):
    """Where a request for a person's review stands."""

    OPEN = "open"
    DONE = "done"
