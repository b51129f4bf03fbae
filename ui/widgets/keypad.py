"""Ten digits and a row of dots: what is typed is never shown and never spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.widgets.button import Emphasis, TouchButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.look import Look

__all__ = ["Dots", "Keypad"]

_PLACES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "")
_COLUMNS = 3
_GAP_DP = 8
_DOT_DP = 18


class Dots(QWidget):
    """As many full dots as digits were typed, in a row of the longest length."""

    def __init__(self, look: Look, longest: int) -> None:
        """Start with all dots empty."""
        super().__init__()
        self._look = look
        self._longest = longest
        self._count = 0
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Fixed)

    def show_count(self, count: int) -> None:
        """Fill so many dots."""
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one row."""
        px = self._look.theme.px
        return QSize(px(2 * _DOT_DP * self._longest), px(2.4 * _DOT_DP))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row in the middle."""
        del event
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.palette.primary), theme.px(2)))
        step, radius = theme.px(2 * _DOT_DP), theme.px(_DOT_DP / 2)
        left = self.width() / 2 - step * (self._longest - 1) / 2
        for place in range(self._longest):
            is_full = place < self._count
            fill = QColor(theme.palette.primary)
            painter.setBrush(fill if is_full else Qt.BrushStyle.NoBrush)
            middle = QPointF(left + step * place, self.height() / 2)
            painter.drawEllipse(middle, radius, radius)
        painter.end()


class Keypad(QWidget):
    """Digits in the order of a telephone, with *delete* and *confirm* below.

    Signals:
        typed: A digit was touched; carries it.
        deleted: The last digit shall go.
        confirmed: The number is whole.
    """

    typed = Signal(str)
    deleted = Signal()
    confirmed = Signal()

    def __init__(self, look: Look) -> None:
        """Lay the keys out; `allow` opens them."""
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.theme.px(_GAP_DP))
        self.digits = [_DigitKey(look, digit) for digit in "0123456789"]
        self.delete = TouchButton(look, "keypad.delete", "", Emphasis.QUIET)
        self.confirm = TouchButton(look, "keypad.confirm", "", Emphasis.PRIMARY)
        for place, digit in enumerate(_PLACES):
            if digit:
                key = self.digits[int(digit)]
                key.clicked.connect(lambda _=False, typed=digit: self.typed.emit(typed))
                grid.addWidget(key, *divmod(place, _COLUMNS))
        grid.addWidget(self.delete, 3, 0)
        grid.addWidget(self.confirm, 3, 2)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.delete.clicked.connect(self.deleted)
        self.confirm.clicked.connect(self.confirmed)

    def allow(self, *, digits: bool, delete: bool, confirm: bool) -> None:
        """Open or close each kind of key."""
        for key in self.digits:
            key.setEnabled(digits)
        self.delete.setEnabled(delete)
        self.confirm.setEnabled(confirm)


class _DigitKey(TouchButton):
    """One digit."""

    def __init__(self, look: Look, digit: str) -> None:
        super().__init__(look, f"keypad.{digit}", "", Emphasis.QUIET)
