"""Letters, and at one touch digits in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.letters import Letters

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Signs"]

_COLUMNS = 4
_GAP_DP = 5


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
        letters, digits = Letters(look), _Digits(look)
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


class _Digits(QWidget):
    typed = Signal(str)
    deleted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.theme.px(_GAP_DP))
        for place, digit in enumerate("1234567890"):
            key = TouchButton(look, f"keypad.{digit}", "", Emphasis.QUIET)
            key.clicked.connect(lambda _=False, it=digit: self.typed.emit(it))
            grid.addWidget(key, *divmod(place, _COLUMNS))
        delete = TouchButton(look, "keypad.delete", "", Emphasis.QUIET)
        delete.clicked.connect(self.deleted)
        grid.addWidget(delete, 2, 2, 1, 2)
        for each in range(_COLUMNS):
            grid.setColumnStretch(each, 1)
