"""The touch surface field by field: what a finger reaches turns green."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPen

from ui.technician.whole_surface import WholeSurface, WholeSurfaceScreen
from ui.theme import TextRole
from ui.widgets.brushwork import draw_words

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from kiosk.diagnostics.device_test import TouchGrid
    from ui.look import Look

__all__ = ["TouchGridScreen"]

_QUIET_MS = 15_000
"""Without any touch for so long the rest counts as dead."""


class _Fields(WholeSurface):
    """The grid itself; every move of a finger counts."""

    def __init__(self, look: Look, columns: int, rows: int, words: str) -> None:
        super().__init__()
        self._look = look
        self._columns, self._rows = columns, rows
        self._words = words
        self.left = {(c, r) for r in range(rows) for c in range(columns)}
        self.setAccessibleName(words)

    def field_at(self, x: float, y: float) -> tuple[int, int]:
        """Tell which field a point lies in."""
        return (
            int(x * self._columns / max(1, self.width())),
            int(y * self._rows / max(1, self.height())),
        )

    def box(self, field: tuple[int, int]) -> QRect:
        """Tell where a field lies."""
        column, row = field
        left = column * self.width() // self._columns
        right = (column + 1) * self.width() // self._columns
        top = row * self.height() // self._rows
        bottom = (row + 1) * self.height() // self._rows
        return QRect(left, top, right - left, bottom - top)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a touch."""
        self._touch(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take a wiping finger."""
        self._touch(event)

    def _touch(self, event: QMouseEvent) -> None:
        field = self.field_at(event.position().x(), event.position().y())
        if field in self.left:
            self.left.discard(field)
            self.update(self.box(field))
        screen = self.parent()
        if isinstance(screen, TouchGridScreen):
            screen.touched_field()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every field, and the words in the middle."""
        del event
        colours = self._look.theme.palette
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours.line), self._look.theme.stroke))
        for column in range(self._columns):
            for row in range(self._rows):
                is_left = (column, row) in self.left
                painter.setBrush(QColor(colours.card if is_left else colours.good))
                painter.drawRect(self.box((column, row)))
        painter.setFont(self._look.theme.font(TextRole.HEADING))
        edge = self._look.theme.margin
        middle = self.rect().adjusted(edge, edge, -edge, -edge)
        draw_words(painter, middle, self._words, colours.ink)
        painter.end()


class TouchGridScreen(WholeSurfaceScreen):
    """Answers with the fields nobody could touch, none when all were."""

    name: ClassVar[str] = "touch-grid"

    def __init__(self, ask: TouchGrid, look: Look) -> None:
        """Lay the grid over the whole window; quiet for a while ends it."""
        super().__init__(look)
        words = look.texts.say("technician.touch-grid.body")
        self._fields = _Fields(look, ask.columns, ask.rows, words)
        self.cover(self._fields, _QUIET_MS, self._give)

    def touched_field(self) -> None:
        """Wait on, or give the answer when nothing is left."""
        self.wait_on()
        if not self._fields.left:
            self._give()

    def _give(self) -> None:
        self.answer(tuple(sorted(self._fields.left, key=lambda f: (f[1], f[0]))))
