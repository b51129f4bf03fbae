"""Deeds: what happened at a terminal and must reach the centre exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

__all__ = ["Deed", "DeedAnswer", "DeedKind", "DeedOutcome"]


class DeedKind(StrEnum):
    """Kinds of deeds a terminal may report."""

    LIFE_CERTIFIED = "life-certified"
    REVIEW_REQUESTED = "review-requested"
    COPY_SETTLED = "copy-settled"
    PREPARED_ISSUED = "prepared-issued"
    QUESTION_ASKED = "question-asked"
    QUESTION_FOLLOWED = "question-followed"
    QUESTION_RATED = "question-rated"


@dataclass(frozen=True, slots=True)
class Deed:
    """One act, named by an id made at the terminal.

    Attributes:
        id: UUIDv7 in text form; the idempotency key for ever.
        made_at: Terminal's time of the act, with zone.
        payload: JSON-ready facts; encrypted at rest, never logged.
    """

    id: str
    kind: DeedKind
    made_at: datetime
    payload: Mapping[str, str | int | float | bool | None] = field(repr=False)


class DeedOutcome(StrEnum):
    """The four answers the centre can give to a deed."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    REFUSED = "refused"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class DeedAnswer:
    """What became of a deed; the reason is a key, not personal data."""

    id: str
    outcome: DeedOutcome
    reason: str = ""
