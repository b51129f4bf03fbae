"""A number or an amount of money, typed with large digits and read as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.money import format_yuan
from kiosk.visit.business import SKIPPED, Keys
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.keypad import Keypad
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.visit.business import TypeValue
    from ui.look import Look

__all__ = ["TypeValueScreen"]

_LONGEST = {Keys.DIGITS: 30, Keys.MONEY: 11}
_GROUP = 4


class TypeValueScreen(Screen):
    """Answers with the digits; money fills from the right, in fen."""

    name: ClassVar[str] = "type-value"
    separates_choices: ClassVar[bool] = True

    def __init__(self, ask: TypeValue, look: Look) -> None:
        """Say what is asked, and what was wrong before."""
        super().__init__(look)
        self._keys, self._digits, self._can_skip = ask.keys, "", ask.can_skip
        palette = look.theme.palette
        self.say(told(look, ask.title), TextRole.TITLE)
        words, colour = (ask.trouble, palette.seal) if ask.trouble else (ask.help, "")
        self.say(told(look, words), colour=colour)
        self._value = self.say("", TextRole.TITLE, colour=palette.primary)
        self._keypad = Keypad(look)
        self.add_choice(self._keypad)
        self._keypad.typed.connect(self._type)
        self._keypad.deleted.connect(self._delete)
        self._keypad.confirmed.connect(self._confirm)
        self._show()
        self.arrange()

    def lock(self) -> None:
        """Take no answer any more, and forget the digits."""
        self._digits = ""
        super().lock()

    def spoken(self) -> str:
        """Read the question alone: what is typed is nobody else's business."""
        return "\n".join(self.spoken_words()[:2])

    def spoken_words(self) -> list[str]:
        """Give the paragraphs in order."""
        return super().spoken().splitlines()

    def _type(self, digit: str) -> None:
        self._digits = (self._digits + digit).lstrip("0" if self._is_money else "")
        self._show()

    def _delete(self) -> None:
        self._digits = self._digits[:-1]
        self._show()

    def _confirm(self) -> None:
        self.answer(self._digits or SKIPPED)

    @property
    def _is_money(self) -> bool:
        return self._keys is Keys.MONEY

    def _show(self) -> None:
        count = len(self._digits)
        self._value.setText(self.look.texts.say("type-value.value", value=self._told()))
        self._keypad.allow(
            digits=not self.is_locked and count < _LONGEST[self._keys],
            delete=not self.is_locked and count > 0,
            confirm=not self.is_locked and (count > 0 or self._can_skip),
        )

    def _told(self) -> str:
        if self._is_money:
            return format_yuan(int(self._digits or "0"))
        starts = range(0, len(self._digits), _GROUP)
        groups = [self._digits[start : start + _GROUP] for start in starts]
        return " ".join(groups) or "—"
