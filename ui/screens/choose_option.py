"""One of several things the centre offers, a few at a time on large buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.business import SKIPPED
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.pages import NextButton, places
from ui.widgets.told_button import ToldButton, told

if TYPE_CHECKING:
    from kiosk.visit.business import ChooseOption
    from ui.look import Look

__all__ = ["ChooseOptionScreen"]

_STANDING, _LYING, _WITHIN_REACH = 7, 5, 4


class ChooseOptionScreen(Screen):
    """Answers with the value of the option that was touched."""

    name: ClassVar[str] = "choose-option"
    separates_choices: ClassVar[bool] = True

    def __init__(self, ask: ChooseOption, look: Look) -> None:
        """Offer each option, and the next few behind a button of their own."""
        super().__init__(look)
        self.say(told(look, ask.title), TextRole.TITLE)
        if ask.trouble is not None:
            self.say(told(look, ask.trouble), colour=look.theme.palette.seal)
        else:
            self.say(told(look, ask.help))
        count = places(look, _STANDING, _LYING, _WITHIN_REACH - ask.can_skip)
        buttons = [
            self._option(
                ToldButton(look, option.words, str(option.value)), option.value
            )
            for option in ask.options
        ]
        self.add_choice(NextButton(look, "choose-option.more", buttons, count))
        if ask.can_skip:
            self.offer("choose-option.skip", SKIPPED)
        self.arrange()

    def _option(self, button: ToldButton, value: str | int) -> ToldButton:
        button.clicked.connect(lambda: self.answer(value))
        self.add_choice(button)
        return button
