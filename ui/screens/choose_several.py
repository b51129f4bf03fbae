"""Any of several things, each switched on and off by a touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.pages import NextButton, places
from ui.widgets.told_button import ToldButton, told

if TYPE_CHECKING:
    from kiosk.domain.business import Option
    from kiosk.visit.business import ChooseSeveral
    from ui.look import Look

__all__ = ["ChooseSeveralScreen"]

_STANDING, _LYING, _WITHIN_REACH = 6, 4, 3


class ChooseSeveralScreen(Screen):
    """Answers with the values chosen, in the order they were offered."""

    name: ClassVar[str] = "choose-several"
    separates_choices: ClassVar[bool] = True
    drafted: ClassVar[tuple[str, ...]] = ("_chosen",)

    def __init__(self, ask: ChooseSeveral, look: Look) -> None:
        """Offer each option; confirm opens with the first one chosen."""
        super().__init__(look)
        self._options = ask.options
        self._chosen: set[str] = set()
        self.say(told(look, ask.title), TextRole.TITLE)
        self.say(told(look, ask.trouble or ask.help))
        self._count = self.say("", colour=look.theme.palette.primary)
        self._buttons = [self._option(option) for option in ask.options]
        count = places(look, _STANDING, _LYING, _WITHIN_REACH)
        more = NextButton(look, "choose-option.more", list(self._buttons), count)
        self.add_choice(more)
        self._confirm = TouchButton(
            look, "choose-several.confirm", "check", Emphasis.PRIMARY
        )
        self._confirm.clicked.connect(self._done)
        self.add_choice(self._confirm)
        self.show_draft()
        self.arrange()

    def _option(self, option: Option) -> ToldButton:
        value = str(option.value)
        button = ToldButton(self.look, option.words, value)
        button.clicked.connect(lambda: self._turn(value))
        self.add_choice(button)
        return button

    def _turn(self, value: str) -> None:
        self._chosen ^= {value}
        self.show_draft()

    def _done(self) -> None:
        values = [str(option.value) for option in self._options]
        self.answer(tuple(value for value in values if value in self._chosen))

    def show_draft(self) -> None:
        """Show what was done so far."""
        language = self.look.texts.language
        names = [
            option.words.told(language)
            for option in self._options
            if str(option.value) in self._chosen
        ]
        text = "、".join(names)
        self._count.setText(
            self.look.texts.say("choose-several.chosen", chosen=text or "—")
        )
        self._confirm.setEnabled(bool(names) and not self.is_locked)
