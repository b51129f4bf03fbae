"""Something to pick, a few at a time on large buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.comfort import Language
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.entry import EntryButton
from ui.widgets.pages import NextButton, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.visit.reading import Entry, Pick
    from ui.look import Look

__all__ = ["PickScreen"]

_STANDING, _LYING = 8, 5
_WITHIN_REACH = 4
"""Where a hand reaches the lower half only, and the foot's tools lie there, too."""
_LONGEST = 48


class PickScreen(Screen):
    """Answers with the value of the entry that was touched."""

    name: ClassVar[str] = "pick"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: Pick, look: Look) -> None:
        """Offer each entry, and the next few behind a button of their own."""
        super().__init__(look)
        self.say(look.texts.say(f"pick.{ask.topic}.title"), TextRole.TITLE)
        self.say(look.texts.say(f"pick.{ask.topic}.body"))
        buttons = [self._button(entry) for entry in ask.entries]
        for button in buttons:
            self.add_choice(button)
        reach = _WITHIN_REACH - self._has_long(buttons)
        count = places(look, _STANDING, _LYING, reach)
        self.add_choice(NextButton(look, "pick.more", buttons, count))
        self.arrange()

    def _has_long(self, buttons: Sequence[EntryButton]) -> bool:
        """Whether an entry takes two lines in a standing window."""
        theme = self.look.theme
        room = theme.width - 2 * theme.margin
        return any(it.heightForWidth(room) > theme.target for it in buttons)

    def _button(self, entry: Entry) -> EntryButton:
        texts = self.look.texts
        words = texts.say(entry.key) if entry.key else self._said(entry)
        button = EntryButton(self.look, entry.value, words, entry.icon)
        button.clicked.connect(lambda: self.answer(entry.value))
        return button

    def _said(self, entry: Entry) -> str:
        is_english = self.look.texts.language is Language.ENGLISH
        words = (entry.english if is_english else "") or entry.chinese
        short = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
        return self.look.texts.say("told", words=short)
