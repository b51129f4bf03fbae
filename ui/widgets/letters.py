"""Twenty-six letters in the order of the alphabet, which nobody has to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.entry import EntryButton

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Letters"]

_COLUMNS_STANDING, _COLUMNS_LYING = 7, 7
_GAP_DP = 5


class Letters(QWidget):
    """Keys for letters, with *delete* at the end.

    Signals:
        typed: A letter was touched; carries it, small.
        deleted: The last thing shall go.
    """

    typed = Signal(str)
    deleted = Signal()

    def __init__(self, look: Look) -> None:
        """Lay the keys out."""
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.theme.px(_GAP_DP))
        columns = _COLUMNS_STANDING if look.theme.is_portrait else _COLUMNS_LYING
        for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
            key = _LetterKey(look, letter)
            key.clicked.connect(lambda _=False, it=letter: self.typed.emit(it.lower()))
            grid.addWidget(key, *divmod(place, columns))
        self.delete = TouchButton(look, "keypad.delete", "", Emphasis.QUIET)
        self.delete.clicked.connect(self.deleted)
        row, column = divmod(len("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), columns)
        grid.addWidget(self.delete, row, column, 1, columns - column)
        for each in range(columns):
            grid.setColumnStretch(each, 1)


class _LetterKey(EntryButton):
    """One letter, narrower than other buttons so that all stand together."""

    def __init__(self, look: Look, letter: str) -> None:
        words = look.texts.say("told", words=letter)
        super().__init__(look, letter, words, "", Emphasis.QUIET)

    @property
    def padding(self) -> int:
        """Leave little space beside one letter."""
        return self.look.theme.px(4)
