"""Staff type their PIN: dots for digits, tries left told, a rest after a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer

from kiosk.visit.staffing import TypedPin
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.keypad import Dots, Keypad

if TYPE_CHECKING:
    from kiosk.visit.staffing import EnterPin
    from ui.look import Look

__all__ = ["EnterPinScreen"]

_SHORTEST, _LONGEST = 6, 8
_SECOND_MS = 1000
_BACKSPACE = "\b"
_KEYS = frozenset((*"0123456789", _BACKSPACE))


class EnterPinScreen(Screen):
    """Answers with what was typed; the digits leave this screen once."""

    name: ClassVar[str] = "enter-pin"
    separates_choices: ClassVar[bool] = True

    def __init__(self, ask: EnterPin, look: Look) -> None:
        """Say who types here, and what was wrong before."""
        super().__init__(look)
        self._digits = ""
        self._rest = ask.pause_seconds
        texts, colours = look.texts, look.theme.palette
        self.say(texts.say("enter-pin.title"), TextRole.TITLE)
        wrong = "enter-pin.wrong" if ask.was_wrong else "enter-pin.body"
        self.say(texts.say(wrong), colour=colours.seal if ask.was_wrong else "")
        self._state = self.say("", colour=colours.quiet)
        self._left = texts.say("enter-pin.left", tries=ask.tries_left)
        self._dots = Dots(look, _LONGEST)
        self._keypad = Keypad(look)
        self.add_choice(self._dots)
        self.add_choice(self._keypad)
        self._keypad.typed.connect(self._type)
        self._keypad.deleted.connect(self._delete)
        self._keypad.confirmed.connect(self._confirm)
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._count_down)
        if self._rest:
            self._second.start()
        self._show()
        self.arrange()

    def lock(self) -> None:
        """Take no answer any more, and forget the digits."""
        self._second.stop()
        self._digits = ""
        super().lock()

    def type_key(self, text: str) -> bool:
        """Take a digit, or take one back; a closed key does nothing."""
        if text not in _KEYS:
            return False
        keypad = self._keypad
        key = keypad.delete if text == _BACKSPACE else keypad.digits[int(text)]
        key.click()
        return key.isEnabled() or text != _BACKSPACE

    def _type(self, digit: str) -> None:
        self._digits += digit
        self._show()

    def _delete(self) -> None:
        self._digits = self._digits[:-1]
        self._show()

    def _confirm(self) -> None:
        self.answer(TypedPin(self._digits))

    def _count_down(self) -> None:
        self._rest -= 1
        if self._rest <= 0:
            self._second.stop()
        self._show()

    def _show(self) -> None:
        rest = self.look.texts.say("enter-pin.rest", seconds=max(1, self._rest))
        self._state.setText(rest if self._rest > 0 else self._left)
        count, is_open = len(self._digits), self._rest <= 0 and not self.is_locked
        self._dots.show_count(count)
        self._keypad.allow(
            digits=is_open and count < _LONGEST,
            delete=is_open and count > 0,
            confirm=is_open and count >= _SHORTEST,
        )
