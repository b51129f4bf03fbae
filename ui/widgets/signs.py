"""Letters, and at one touch digits in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.key_grid import KeyGrid
from ui.widgets.letters import Letters

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Signs"]

_DIGIT_COLUMNS = 4


class Signs(QStackedWidget):
    """One pad of which letters or digits are seen.

    Attributes:
        turner: The button that shows the others; its place is the screen's choice.

    Signals:
        typed: A letter, small, or a digit.
        deleted: The last thing shall go.
    """

    typed = Signal(str)
    deleted = Signal()

    def __init__(self, look: Look) -> None:
        """Show letters first."""
        super().__init__()
        letters, digits = Letters(look), _digits(look)
        for pad in (letters, digits):
            pad.typed.connect(self.typed)
            pad.deleted.connect(self.deleted)
            self.addWidget(pad)
        self._says = [look.texts.say(f"signs.{each}") for each in ("digits", "letters")]
        self.turner = TouchButton(look, "signs.digits", "", Emphasis.QUIET)
        self.turner.clicked.connect(self._turn)

    def _turn(self) -> None:
        shown = 1 - self.currentIndex()
        self.setCurrentIndex(shown)
        self.turner.setText(self._says[shown])
        self.turner.setAccessibleName(self._says[shown])


def _digits(look: Look) -> KeyGrid:
    keys = [
        (TouchButton(look, f"keypad.{digit}", "", Emphasis.QUIET), digit)
        for digit in "1234567890"
    ]
    return KeyGrid(look, keys, _DIGIT_COLUMNS)
