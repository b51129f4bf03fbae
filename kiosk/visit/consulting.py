"""Questions about questions: write one, look at suggestions, see answers, rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.consultation import AskedQuestion
from kiosk.domain.resident import Subject
from kiosk.visit.ask import Ask

__all__ = [
    "FetchQuestions",
    "Reaction",
    "ShowAnswer",
    "SuggestAnswers",
    "WriteQuestion",
]


@dataclass(frozen=True, slots=True)
class SuggestAnswers(Ask[tuple[str, ...]]):
    """Ask the centre which articles may answer; gives their keys."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FetchQuestions(Ask[tuple[AskedQuestion, ...]]):
    """Get what a person has asked, with the answers, from the centre."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class WriteQuestion(Ask[str]):
    """Let somebody write, in Chinese by pinyin or in Latin letters.

    Attributes:
        most: Characters that are taken.
    """

    most: int = 200

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 300


class Reaction(StrEnum):
    """What an asker does with an answer."""

    HELPED = "helped"
    SO_SO = "so-so"
    NOT_HELPED = "not-helped"
    ASK_ON = "ask-on"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ShowAnswer(Ask[Reaction]):
    """Show a question with its answers, or until when there will be one."""

    question: AskedQuestion

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 240
