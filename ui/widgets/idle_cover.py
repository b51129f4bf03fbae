"""The countdown that lies over a screen when nobody has moved for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme import TextRole
from ui.widgets.brushwork import draw_box, draw_words
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.look import Look

__all__ = ["IdleCover"]


class IdleCover(QWidget):
    """Hides what was on the screen, for whoever comes next, and asks kindly.

    Signals:
        stayed: The resident wants more time.
    """

    stayed = Signal()

    def __init__(self, look: Look, seconds: int) -> None:
        """Count down from so many seconds."""
        super().__init__()
        self._look = look
        self._ring = _Ring(look, seconds)
        texts, theme = look.texts, look.theme
        self._panel = QWidget(self)
        column = QVBoxLayout(self._panel)
        edge = theme.px(28)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.gap)
        title = texts.say("idle.title")
        column.addWidget(Words(look, title, TextRole.TITLE, is_centred=True))
        column.addWidget(Words(look, texts.say("idle.body"), is_centred=True))
        column.addWidget(self._ring, 1)
        stay = TouchButton(look, "idle.stay", "hand", Emphasis.PRIMARY)
        stay.clicked.connect(self.stayed)
        column.addWidget(stay)

    def spoken(self) -> str:
        """Give what is read to who cannot see the cover."""
        texts = self._look.texts
        keys = ("idle.title", "idle.body", "idle.stay")
        return "\n".join(texts.say(key) for key in keys)

    def count(self, seconds: int) -> None:
        """Show how many seconds are left."""
        self._ring.count(seconds)

    def resizeEvent(self, event: object) -> None:
        """Keep the panel in the middle, lower for those who sit."""
        del event
        theme = self._look.theme
        width = min(self.width() - 2 * theme.margin, theme.px(620))
        layout = self._panel.layout()
        needed = layout.heightForWidth(width) if layout else 0
        height = min(self.height() - 2 * theme.gap, max(needed, theme.px(400)))
        left = (self.width() - width) // 2
        top = (self.height() - height) // 2
        if theme.lies_low:
            top = self.height() - height - theme.margin
        self._panel.setGeometry(left, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil and the panel's ground."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._look.theme.palette
        painter.fillRect(self.rect(), QColor(colours.veil))
        draw_box(
            painter,
            self._panel.geometry(),
            self._look.theme,
            colours.card,
            colours.line,
        )
        painter.end()


class _Ring(QWidget):
    """Seconds in a ring that opens."""

    def __init__(self, look: Look, seconds: int) -> None:
        super().__init__()
        self._look = look
        self._whole = max(1, seconds)
        self._seconds = seconds
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def count(self, seconds: int) -> None:
        self._seconds = seconds
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.theme.px(150)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = self._look.theme.px(84)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme, width = self._look.theme, self._look.theme.px(8)
        side = min(self.width(), self.height(), theme.px(150)) - width
        circle = QRectF(0, 0, side, side)
        circle.moveCenter(QRectF(self.rect()).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.palette.soft), width))
        painter.drawEllipse(circle)
        pen = QPen(QColor(theme.palette.primary), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(circle, 90 * 16, round(360 * 16 * self._seconds / self._whole))
        painter.setFont(theme.font(TextRole.DISPLAY))
        draw_words(painter, self.rect(), str(self._seconds), theme.palette.ink)
        painter.end()
