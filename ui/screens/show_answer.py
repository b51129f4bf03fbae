"""A question with what an agency answered, and what its asker thinks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.library import Block, BlockKind
from kiosk.visit.consulting import Reaction
from ui.comfort import TextSize
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.leaf import leaves_of

if TYPE_CHECKING:
    from kiosk.visit.consulting import ShowAnswer
    from ui.look import Look

__all__ = ["ShowAnswerScreen"]

_RATINGS = (Reaction.HELPED, Reaction.SO_SO, Reaction.NOT_HELPED)
_FEWER_RATINGS = (Reaction.HELPED, Reaction.NOT_HELPED)
"""The middle one gives way where words are largest or only a low hand reaches."""


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
        blocks = tuple(Block(BlockKind.TEXT, words) for words in said)
        self._leaves, self._leaf = leaves_of(blocks, (), look), 0
        self._text = self.say(self._leaves[0].text)
        self._offer_ways(is_answered=question.is_answered, rating=question.rating)
        self.arrange()

    def _offer_ways(self, *, is_answered: bool, rating: int) -> None:
        if len(self._leaves) > 1:
            following = TouchButton(self.look, "read-article.more", "chevron-down")
            following.clicked.connect(self._turn)
            self.add_choice(following)
        if is_answered and not rating:
            theme = self.look.theme
            is_tight = theme.lies_low or theme.text_size == TextSize.LARGEST
            for each in _FEWER_RATINGS if is_tight else _RATINGS:
                self.offer(f"show-answer.{each}", each)
        if is_answered:
            self.offer("show-answer.ask-on", Reaction.ASK_ON)
        self.offer("show-answer.done", Reaction.DONE, emphasis=Emphasis.PRIMARY)

    def _turn(self) -> None:
        self._leaf = (self._leaf + 1) % len(self._leaves)
        self._text.setText(self._leaves[self._leaf].text)
