"""A row of a sheet: a sign for its tone, a title, smaller words below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.diagnostics.sheet import Tone
from ui.drawing import drawing_height, drawing_pixmap
from ui.icon import icon_pixmap
from ui.technician.telling import say
from ui.theme import TextRole
from ui.widgets.brushwork import draw_box, draw_words
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.measured import Measured

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPaintEvent

    from kiosk.diagnostics.sheet import Row
    from ui.look import Look

__all__ = ["ReadRow", "TouchRow", "row_widget"]

_ICONS = {
    Tone.GOOD: "circle-check",
    Tone.WARNING: "triangle-alert",
    Tone.TROUBLE: "circle-x",
    Tone.PLAIN: "info",
}
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_SIGN_DP, _GAP_DP, _ARROW_DP = 26, 12, 22
_DRAWING_DP = 96


class _Lines:
    """Measures and draws sign, title and line of a row."""

    def __init__(self, row: Row, look: Look, title_font: QFont) -> None:
        self._row, self._look = row, look
        self.title = say(look.texts, row.title)
        self.line = say(look.texts, row.line) if row.line is not None else ""
        self.title_font = title_font
        self.line_font = look.theme.font(TextRole.BODY)
        self._of_title = Measured(title_font)
        self._of_line = Measured(self.line_font)

    @property
    def sign_width(self) -> int:
        """Room of the sign, or of the drawing, with the gap behind it."""
        wide = _DRAWING_DP if self._row.drawing else _SIGN_DP
        return self._look.theme.px(wide + _GAP_DP)

    def height(self, room: int) -> int:
        """Tell how high title and line, or the drawing, stand in a width."""
        width = self._look.theme.px(_DRAWING_DP)
        least = drawing_height(width) if self._row.drawing else 0
        return max(least, self._words_height(room))

    def _words_height(self, room: int) -> int:
        title = self._of_title.height(self.title, room)
        return title + self._of_line.height(self.line, room)

    def width(self) -> int:
        """Tell the widest part that cannot be broken."""
        title = self._of_title.narrowest(self.title)
        return max(title, self._of_line.narrowest(self.line))

    def title_box(self, box: QRect) -> QRect:
        """Tell where the title stands in the room of the words."""
        room = box.width()
        top = box.top() + (box.height() - self._words_height(room)) // 2
        height = self._of_title.height(self.title, room)
        return QRect(box.left(), top, room, height)

    def draw(self, painter: QPainter, box: QRect, ink: str) -> None:
        """Draw everything into the room of the words."""
        if self._row.drawing:
            self._draw_drawing(painter, box)
        else:
            self._draw_sign(painter, box)
        title = self.title_box(box)
        painter.setFont(self.title_font)
        draw_words(painter, title, self.title, ink, _TEXT)
        rest = QRect(box.left(), title.bottom() + 1, box.width(), box.bottom())
        rest.setBottom(box.bottom())
        painter.setFont(self.line_font)
        draw_words(painter, rest, self.line, self._look.theme.palette.quiet, _TEXT)

    def _draw_drawing(self, painter: QPainter, box: QRect) -> None:
        width = self._look.theme.px(_DRAWING_DP)
        top = box.center().y() - drawing_height(width) // 2
        pixmap = drawing_pixmap(self._row.drawing, width)
        painter.drawPixmap(box.left() - self.sign_width, top, pixmap)

    def _draw_sign(self, painter: QPainter, box: QRect) -> None:
        colours = self._look.theme.palette
        tints = {Tone.GOOD: colours.good, Tone.TROUBLE: colours.seal}
        tint = tints.get(self._row.tone, colours.primary)
        side = self._look.theme.px(_SIGN_DP)
        icon = self._row.icon
        if not icon or self._row.tone in (Tone.WARNING, Tone.TROUBLE):
            icon = _ICONS[self._row.tone]
        left = box.left() - self.sign_width
        top = box.center().y() - side // 2
        painter.drawPixmap(left, top, icon_pixmap(icon, tint, side))


class TouchRow(TouchButton):
    """A row that opens something; answers with its choice."""

    def __init__(self, row: Row, look: Look) -> None:
        """Show a row with an arrow."""
        words = say(look.texts, row.title)
        super().__init__(look, row.title.key, row.icon, Emphasis.QUIET, words=words)
        self._lines = _Lines(row, look, self.font())
        self.setAccessibleDescription(self._lines.line)

    def heightForWidth(self, width: int) -> int:
        """Tell the height of title and line together."""
        words = self._lines.height(self.words_width(width))
        return max(self.look.theme.target, words + 2 * self.look.theme.px(8))

    def words_width(self, width: int) -> int:
        """Tell how wide the words may be between sign and arrow."""
        arrow = self.look.theme.px(_ARROW_DP)
        return width - 2 * self.padding - self._lines.sign_width - arrow

    def sizeHint(self) -> QSize:
        """Ask for a column's width."""
        width = self.look.theme.px(360)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Keep every word whole."""
        return QSize(self._lines.width() - self.words_width(0), self.look.theme.target)

    def words_box(self) -> QRect:
        """Tell where the title stands."""
        return self._lines.title_box(self._room())

    def draw_content(self, painter: QPainter, ink: str) -> None:
        """Draw sign, words and arrow."""
        ink = self.look.theme.palette.ink if self.isEnabled() else ink
        self._lines.draw(painter, self._room(), ink)
        side = self.look.theme.px(_ARROW_DP)
        left = self.width() - self.padding // 2 - side
        arrow = icon_pixmap("chevron-right", self.look.theme.palette.primary, side)
        painter.drawPixmap(left, (self.height() - side) // 2, arrow)

    def _room(self) -> QRect:
        left = self.padding + self._lines.sign_width
        return QRect(left, 0, self.words_width(self.width()), self.height())


class ReadRow(QWidget):
    """A row to read only."""

    def __init__(self, row: Row, look: Look) -> None:
        """Show a row without an outline."""
        super().__init__()
        self._look = look
        self._lines = _Lines(row, look, look.theme.font(TextRole.BUTTON))
        self.setAccessibleName(self._lines.title)
        self.setAccessibleDescription(self._lines.line)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Tell the height of title and line together."""
        px = self._look.theme.px
        return max(px(36), self._lines.height(self._room(width)) + 2 * px(6))

    def sizeHint(self) -> QSize:
        """Ask for a column's width."""
        width = self._look.theme.px(360)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Keep every word whole."""
        return QSize(self._lines.width() - self._room(0), self._look.theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a soft ground, the sign and the words."""
        del event
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, self.rect(), theme, theme.palette.soft)
        left = theme.px(12) + self._lines.sign_width
        box = QRect(left, 0, self._room(self.width()), self.height())
        self._lines.draw(painter, box, theme.palette.ink)
        painter.end()

    def _room(self, width: int) -> int:
        return width - 2 * self._look.theme.px(12) - self._lines.sign_width


def row_widget(row: Row, look: Look) -> TouchRow | ReadRow:
    """Give the widget of a row."""
    return TouchRow(row, look) if row.choice else ReadRow(row, look)
