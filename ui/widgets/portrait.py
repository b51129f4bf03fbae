"""A registered portrait, as large as the room allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icon import icon_pixmap
from ui.widgets.brushwork import draw_box

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.look import Look

__all__ = ["PortraitView"]

_WIDTH_DP, _HEIGHT_DP = 260, 320


class PortraitView(QWidget):
    """Shows a picture whole; a quiet figure where there is none."""

    def __init__(self, look: Look, image: bytes) -> None:
        """Decode the picture."""
        super().__init__()
        self._look = look
        self._picture = QPixmap()
        self._picture.loadFromData(image)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def show_image(self, image: bytes) -> None:
        """Show another picture in its place."""
        self._picture.loadFromData(image)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the size at which a face is easy to compare."""
        px = self._look.theme.px
        return QSize(px(_WIDTH_DP), px(_HEIGHT_DP))

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        px = self._look.theme.px
        return QSize(px(110), px(130))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture in a fine frame, or the figure in a soft box."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture.isNull():
            self._draw_nobody(painter)
        else:
            self._draw_picture(painter)
        painter.end()

    def _draw_picture(self, painter: QPainter) -> None:
        theme = self._look.theme
        size = self._picture.size().scaled(
            self.size(), Qt.AspectRatioMode.KeepAspectRatio
        )
        frame = self._middle(size)
        painter.drawPixmap(frame, self._picture)
        painter.setPen(QPen(QColor(theme.palette.line), theme.stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(0, 0, -1, -1))

    def _draw_nobody(self, painter: QPainter) -> None:
        theme = self._look.theme
        side = min(self.width(), self.height(), theme.px(_WIDTH_DP))
        box = self._middle(QSize(side, side))
        draw_box(painter, box, theme, theme.palette.soft)
        inner = side // 2
        icon = icon_pixmap("id-card", theme.palette.primary, inner)
        painter.drawPixmap(self._middle(QSize(inner, inner)), icon)

    def _middle(self, size: QSize) -> QRect:
        box = QRect(0, 0, size.width(), size.height())
        box.moveCenter(self.rect().center())
        return box
