"""What the centre's twin keeps of questions: asked, never answered by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.domain.consultation import AskedQuestion
from kiosk.domain.review import ticket_number, working_days_after

__all__ = ["QuestionBook"]

_ANSWER_DAYS = 5


class QuestionBook:
    """Questions by the number of who asked them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_number: dict[str, list[AskedQuestion]] = {}

    def of(self, number: str) -> Sequence[AskedQuestion]:
        """Give a person's questions, the newest first."""
        return tuple(reversed(self._by_number.get(number, [])))

    def keep(self, deed_id: str, payload: Mapping[str, object], today: date) -> None:
        """Keep a question that was asked."""
        question = AskedQuestion(
            question_id=deed_id,
            number=ticket_number(deed_id),
            text=str(payload["text"]),
            asked_on=today,
            due_on=working_days_after(today, _ANSWER_DAYS),
            is_answered=False,
        )
        self._by_number.setdefault(str(payload["number"]), []).append(question)
