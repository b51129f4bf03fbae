"""A question to the agencies and its answers, as the asker sees them anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

__all__ = ["AskedQuestion", "Exchange"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing said after the question: an answer, or a question about it."""

    is_answer: bool
    text: str = field(repr=False)
    said_on: date


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with everything its asker may see.

    Attributes:
        number: What the asker was told, e.g. ``3F9A-01C7``.
        due_on: By when an agency answers.
        rating: One to five; 0 for none yet.
    """

    question_id: str
    number: str
    text: str = field(repr=False)
    asked_on: date
    due_on: date
    is_answered: bool
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)
    rating: int = 0
