"""An enrolment code, typed on keys that have its thirty-two characters alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.domain.enrolment import CODE_ALPHABET, CODE_LENGTH
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.key_grid import CharacterKey

if TYPE_CHECKING:
    from kiosk.diagnostics.identity_work import TypeCode
    from ui.look import Look

__all__ = ["TypeCodeScreen"]

_GROUP = 4
_COLUMNS_STANDING, _COLUMNS_LYING = 7, 8
_GAP_DP = 5
_BACKSPACE = "\b"


class TypeCodeScreen(Screen):
    """Answers with what was typed, in groups of four; empty to leave it."""

    name: ClassVar[str] = "type-code"
    separates_choices: ClassVar[bool] = True
    drafted: ClassVar[tuple[str, ...]] = ("_typed",)

    def __init__(self, ask: TypeCode, look: Look) -> None:
        """Say where the code comes from, and what was wrong before."""
        super().__init__(look)
        self._typed = ""
        texts, colours = look.texts, look.theme.palette
        self.say(texts.say("technician.type-code.title"), TextRole.TITLE)
        key = (
            "technician.type-code.wrong"
            if ask.was_wrong
            else "technician.type-code.body"
        )
        self.say(texts.say(key), colour=colours.seal if ask.was_wrong else "")
        self._shown = self.say("", TextRole.HEADING, colour=colours.primary)
        self.add_choice(self._keys())
        self.add_choice(self._ways())
        self.show_draft()
        self.arrange()

    def type_key(self, text: str) -> bool:
        """Take a character from a keyboard, or take one back."""
        if text == _BACKSPACE:
            self._delete()
            return True
        if len(text) != 1 or text.upper() not in CODE_ALPHABET:
            return False
        self._type(text.upper())
        return True

    def show_draft(self) -> None:
        """Show what was typed, with a line for what is still to come."""
        whole = self._typed.ljust(CODE_LENGTH, "_")
        starts = range(0, CODE_LENGTH, _GROUP)
        groups = "-".join(whole[start : start + _GROUP] for start in starts)
        # Let the groups break into lines where there is little room.
        shown = groups.replace("-", "-\u200b")
        self._shown.setText(self.look.texts.say("technician.plain", words=shown))
        is_open = not self.is_locked
        for character in self._characters:
            character.setEnabled(is_open and len(self._typed) < CODE_LENGTH)
        self._remove.setEnabled(is_open and bool(self._typed))
        self._confirm.setEnabled(is_open and len(self._typed) == CODE_LENGTH)

    def _keys(self) -> QWidget:
        pad, columns = self._grid()
        self._characters = [CharacterKey(self.look, each) for each in CODE_ALPHABET]
        for place, key in enumerate(self._characters):
            key.clicked.connect(lambda _=False, it=CODE_ALPHABET[place]: self._type(it))
            pad.addWidget(key, *divmod(place, columns))
        return self._filled(pad)

    def _ways(self) -> QWidget:
        row, _ = self._grid()
        look = self.look
        self._remove = TouchButton(look, "keypad.delete", "", Emphasis.QUIET)
        leave = TouchButton(look, "technician.option.back")
        self._confirm = TouchButton(look, "keypad.confirm", "", Emphasis.PRIMARY)
        self._remove.clicked.connect(self._delete)
        leave.clicked.connect(lambda: self.answer(""))
        self._confirm.clicked.connect(lambda: self.answer(self._typed))
        for place, button in enumerate((self._remove, leave, self._confirm)):
            row.addWidget(button, 0, place)
        return self._filled(row)

    def _grid(self) -> tuple[QGridLayout, int]:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.look.theme.px(_GAP_DP))
        theme = self.look.theme
        # In low reach one row less keeps all keys below the middle.
        is_flat = not theme.is_portrait or (
            theme.lies_low and not theme.text_size.is_elder
        )
        return grid, _COLUMNS_LYING if is_flat else _COLUMNS_STANDING

    @staticmethod
    def _filled(grid: QGridLayout) -> QWidget:
        for column in range(grid.columnCount()):
            grid.setColumnStretch(column, 1)
        widget = QWidget()
        widget.setLayout(grid)
        return widget

    def _type(self, character: str) -> None:
        if not self.is_locked and len(self._typed) < CODE_LENGTH:
            self._typed += character
            self.show_draft()

    def _delete(self) -> None:
        if not self.is_locked:
            self._typed = self._typed[:-1]
            self.show_draft()
