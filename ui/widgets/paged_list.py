"""As many rows as the room holds, and one large button that brings the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.button import Emphasis, TouchButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from ui.look import Look

__all__ = ["PagedList"]

_GAP_DP = 8


class PagedList(QWidget):
    """Lays rows under one another; nothing scrolls, the rest comes by a touch.

    Rows tell their height by ``heightForWidth``; one row and the button always fit.
    """

    def __init__(self, look: Look, rows: Sequence[QWidget], more_key: str) -> None:
        """Take the rows; which of them show follows from the room."""
        super().__init__()
        self._look = look
        self._rows = list(rows)
        self._first = self._shown = 0
        self._more = TouchButton(look, more_key, "chevron-down", Emphasis.QUIET)
        for part in (*self._rows, self._more):
            part.setParent(self)
        self._more.clicked.connect(self._turn)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    @property
    def gap(self) -> int:
        """Room between two rows."""
        return self._look.theme.px(_GAP_DP)

    def sizeHint(self) -> QSize:
        """Ask for all rows at once."""
        width = self._look.theme.px(360)
        heights = sum(row.heightForWidth(width) + self.gap for row in self._rows)
        return QSize(width, heights)

    def minimumSizeHint(self) -> QSize:
        """Need room for the highest row and the button."""
        theme = self._look.theme
        widths = [row.minimumSizeHint().width() for row in self._rows]
        width = max([*widths, theme.target])
        usual = max(width, theme.px(300))
        tallest = max((row.heightForWidth(usual) for row in self._rows), default=0)
        has_more = len(self._rows) > 1
        return QSize(width, tallest + has_more * (self.gap + theme.target))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the rows to the room anew."""
        super().resizeEvent(event)
        self._lay()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the rows before they are seen."""
        super().showEvent(event)
        self._lay()

    def _turn(self) -> None:
        following = self._first + self._shown
        self._first = following if following < len(self._rows) else 0
        self._lay()

    def _lay(self) -> None:
        """Show rows from the first on for as long as they fit."""
        top = self._out_of_reach()
        whole = self.height() - top
        fits = self._first == 0 and self._count(whole) == len(self._rows)
        room = whole - self._look.theme.target - self.gap
        self._shown = len(self._rows) if fits else max(1, self._count(room))
        for place, row in enumerate(self._rows):
            is_shown = self._first <= place < self._first + self._shown
            row.setVisible(is_shown)
            if is_shown:
                height = row.heightForWidth(self.width())
                row.setGeometry(0, top, self.width(), height)
                top += height + self.gap
        self._more.setVisible(not fits)
        side = self._look.theme.target
        self._more.setGeometry(0, self.height() - side, self.width(), side)

    def _out_of_reach(self) -> int:
        """Tell how much at the top a hand cannot reach that reaches low only."""
        if not self._look.theme.lies_low:
            return 0
        middle = self._look.theme.height // 2
        wanted = middle - self.mapTo(self.window(), QPoint(0, 0)).y()
        # The largest words need some of the upper half, rather than lie over others.
        row = self._rows[self._first].heightForWidth(self.width())
        spare = self.height() - self._look.theme.target - self.gap - row
        return max(0, min(wanted, spare))

    def _count(self, room: int) -> int:
        """Count the rows from the first on that fit into a height."""
        top = 0
        for count, row in enumerate(self._rows[self._first :]):
            top += row.heightForWidth(self.width()) + (self.gap if count else 0)
            if top > room:
                return count
        return len(self._rows) - self._first
