"""A question with what an agency answered, and what its asker thinks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.consulting import Reaction
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.leaf import Passage
from ui.widgets.pages import side_by_side
from ui.widgets.reader import Reader

if TYPE_CHECKING:
    from kiosk.visit.consulting import ShowAnswer
    from ui.look import Look

__all__ = ["ShowAnswerScreen"]

_RATINGS = (Reaction.HELPED, Reaction.SO_SO, Reaction.NOT_HELPED)


class ShowAnswerScreen(Screen):
    """Answers with the asker's reaction."""

    name: ClassVar[str] = "show-answer"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 6

    def __init__(self, ask: ShowAnswer, look: Look) -> None:
        """Show the last answer first, or the day until which there will be one."""
        super().__init__(look)
        question, texts = ask.question, look.texts
        state = "answered" if question.is_answered else "waiting"
        due = question.due_on.isoformat()
        told = texts.say(f"show-answer.{state}", number=question.number, due=due)
        self.say(told, TextRole.HEADING)
        asked = question.text or texts.say("show-answer.spoken")
        said = [texts.say("show-answer.asked", text=asked)]
        for each in question.exchanges:
            key = "show-answer.answer" if each.is_answer else "show-answer.asked"
            said.append(texts.say(key, text=each.text))
        self.let_read(Reader(look, [Passage(words) for words in said]))
        self._offer_ways(is_answered=question.is_answered, rating=question.rating)
        self.arrange()

    def _offer_ways(self, *, is_answered: bool, rating: int) -> None:
        if is_answered and not rating:
            ratings = [self.way_on(f"show-answer.{it}", it) for it in _RATINGS]
            self.add_choice(side_by_side(self.look, ratings))
        if is_answered:
            self.offer("show-answer.ask-on", Reaction.ASK_ON)
        self.offer("show-answer.done", Reaction.DONE, emphasis=Emphasis.PRIMARY)
