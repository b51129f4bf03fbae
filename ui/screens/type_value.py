"""A number or an amount of money, typed with large digits and read as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.domain.money import format_yuan
from kiosk.visit.business import SKIPPED, Keys
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.held import HeldTool
from ui.widgets.keypad import Keypad
from ui.widgets.told_button import told
from ui.widgets.words import Words

if TYPE_CHECKING:
    from kiosk.visit.business import TypeValue
    from ui.look import Look

__all__ = ["TypeValueScreen"]

_LONGEST = {Keys.DIGITS: 30, Keys.MONEY: 11}
_GROUP = 4
_SEEN = 2
"""Digits typed last that can be read, so that a slip of the finger is noticed."""


class TypeValueScreen(Screen):
    """Answers with the digits; money fills from the right, in fen."""

    name: ClassVar[str] = "type-value"
    separates_choices: ClassVar[bool] = True
    drafted: ClassVar[tuple[str, ...]] = ("_digits",)

    def __init__(self, ask: TypeValue, look: Look) -> None:
        """Say what is asked, and what was wrong before."""
        super().__init__(look)
        self._keys, self._digits, self._can_skip = ask.keys, "", ask.can_skip
        palette = look.theme.palette
        self.say(told(look, ask.title), TextRole.TITLE)
        words, colour = (ask.trouble, palette.seal) if ask.trouble else (ask.help, "")
        self.say(told(look, words), colour=colour)
        # Never read aloud: what is typed is nobody else's business.
        self._value = Words(look, "", TextRole.TITLE, colour=palette.primary)
        self._value.setObjectName("typed")
        self._is_shown = False
        # Beside the value a low hand cannot reach; the review shows it all again.
        is_plain = self._is_money or look.theme.lies_low
        self._words.append(self._value if is_plain else self._hidden())
        self._keypad = Keypad(look)
        self.add_choice(self._keypad)
        self._keypad.typed.connect(self._type)
        self._keypad.deleted.connect(self._delete)
        self._keypad.confirmed.connect(self._confirm)
        self.show_draft()
        self.arrange()

    def _hidden(self) -> QWidget:
        """Lay what shows the digits beside them."""
        held = HeldTool(self.look)
        self.hide_by(held, self)
        return _beside(self._value, held)

    def lock(self) -> None:
        """Take no answer any more, and forget the digits."""
        self._digits = ""
        super().lock()

    def reveal(self, *, is_shown: bool) -> None:
        """Show every digit, or the last few alone."""
        self._is_shown = is_shown
        self.show_draft()

    def _type(self, digit: str) -> None:
        self._digits = (self._digits + digit).lstrip("0" if self._is_money else "")
        self.show_draft()

    def _delete(self) -> None:
        self._digits = self._digits[:-1]
        self.show_draft()

    def _confirm(self) -> None:
        self.answer(self._digits or SKIPPED)

    @property
    def _is_money(self) -> bool:
        return self._keys is Keys.MONEY

    def show_draft(self) -> None:
        """Show what was done so far."""
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
        early = 0 if self._is_shown else max(0, len(self._digits) - _SEEN)
        seen = "•" * early + self._digits[early:]
        starts = range(0, len(seen), _GROUP)
        return " ".join(seen[start : start + _GROUP] for start in starts) or "—"


def _beside(value: Words, held: HeldTool) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(value, 1, Qt.AlignmentFlag.AlignVCenter)
    line.addWidget(held)
    return row
