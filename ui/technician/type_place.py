"""The number of the place where the terminal stands, typed on the keypad."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.keypad import Keypad

if TYPE_CHECKING:
    from kiosk.diagnostics.machine_work import TypePlace
    from ui.look import Look

__all__ = ["TypePlaceScreen"]

_LONGEST = 6


class TypePlaceScreen(Screen):
    """Answers with the digits; unlike a PIN they are shown."""

    name: ClassVar[str] = "type-place"
    separates_choices: ClassVar[bool] = True

    def __init__(self, ask: TypePlace, look: Look) -> None:
        """Say what is kept now, and take another number."""
        super().__init__(look)
        texts = look.texts
        self._digits = ""
        self.say(texts.say("technician.type-place.title"), TextRole.TITLE)
        self.say(texts.say("technician.type-place.body"))
        present = texts.say("technician.type-place.now", place=ask.present or "–")
        self.say(present, colour=look.theme.palette.quiet)
        self._typed = self.say(
            self._shown(), TextRole.TITLE, colour=look.theme.palette.primary
        )
        self._keypad = Keypad(look)
        self.add_choice(self._keypad)
        self._keypad.typed.connect(self._type)
        self._keypad.deleted.connect(self._delete)
        self._keypad.confirmed.connect(lambda: self.answer(self._digits))
        self._show()
        self.arrange()

    def _shown(self) -> str:
        return self.look.texts.say("technician.plain", words=self._digits or "–")

    def _type(self, digit: str) -> None:
        self._digits += digit
        self._show()

    def _delete(self) -> None:
        self._digits = self._digits[:-1]
        self._show()

    def _show(self) -> None:
        self._typed.setText(self._shown())
        count = len(self._digits)
        self._keypad.allow(digits=count < _LONGEST, delete=count > 0, confirm=True)
