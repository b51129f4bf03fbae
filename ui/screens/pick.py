"""Something to pick, a few at a time on large buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.comfort import Language
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.entry import EntryButton
from ui.widgets.pages import NextButton, at_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.visit.reading import Entry, Pick
    from ui.look import Look

__all__ = ["PickScreen"]

_MOST_STANDING, _MOST_LYING = 6, 4
_MOST_WITHIN_REACH = 5
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
        count = at_once(look, self._most(buttons))
        if len(buttons) > count:
            self.add_choice(NextButton(look, "pick.more", buttons, count - 1))
        self.arrange()

    def _most(self, buttons: Sequence[EntryButton]) -> int:
        theme = self.look.theme
        if not theme.is_portrait:
            return _MOST_LYING
        if not theme.low_reach:
            return _MOST_STANDING
        room = theme.width - 2 * theme.margin
        is_long = any(it.heightForWidth(room) > theme.target for it in buttons)
        return _MOST_WITHIN_REACH - is_long

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
