"""Twenty-six large letters; those that lead nowhere are closed."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.button import Emphasis, TouchButton

if TYPE_CHECKING:
    from collections.abc import Container

    from ui.look import Look

__all__ = ["LetterPad"]

_GAP_DP = 5


class LetterPad(QWidget):
    """Letters in the order of the alphabet, which everybody finds.

    Signals:
        typed: A letter was touched; carries it.
        deleted: The last letter shall go.
        left: Back to the first screen.
    """

    typed = Signal(str)
    deleted = Signal()
    left = Signal()

    def __init__(self, look: Look) -> None:
        """Lay the letters out; `allow` opens them."""
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.theme.px(_GAP_DP))
        self.letters = {each: _Letter(look, each) for each in ascii_uppercase}
        self.delete = _Letter(look, "delete")
        self.home = _Letter(look, "home")
        columns = 7 if look.theme.is_portrait else 6
        for place, (letter, button) in enumerate(self.letters.items()):
            button.clicked.connect(lambda _=False, typed=letter: self.typed.emit(typed))
            grid.addWidget(button, *divmod(place, columns))
        row, column = divmod(len(self.letters), columns)
        span = (columns - column) // 2
        grid.addWidget(self.delete, row, column, 1, span)
        grid.addWidget(self.home, row, column + span, 1, span)
        self.home.clicked.connect(self.left)
        self.delete.clicked.connect(self.deleted)

    def allow(self, letters: Container[str], *, delete: bool) -> None:
        """Open the letters that lead on, and close the others."""
        for letter, button in self.letters.items():
            button.setEnabled(letter in letters)
        self.delete.setEnabled(delete)


class _Letter(TouchButton):
    """One letter, with little room around it."""

    def __init__(self, look: Look, letter: str) -> None:
        super().__init__(look, f"letter.{letter}", "", Emphasis.QUIET)

    @property
    def padding(self) -> int:
        return self.look.theme.px(3)
