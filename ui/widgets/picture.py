"""A picture shown whole, as large as the room allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.look import Look

__all__ = ["Picture"]

_WIDTH_DP, _HEIGHT_DP = 300, 170


class Picture(QWidget):
    """Shows an image file; `show_image` replaces it.

    Attributes:
        is_sharp: Whether edges stay as they are, as a QR code needs them.
    """

    def __init__(self, look: Look, *, is_sharp: bool = False) -> None:
        """Start with nothing."""
        super().__init__()
        self._look = look
        self._pixmap = QPixmap()
        self.is_sharp = is_sharp
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def show_image(self, image: bytes) -> None:
        """Show another picture; nothing where it cannot be read."""
        self._pixmap = QPixmap()
        self._pixmap.loadFromData(image)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room enough to see what it shows."""
        px = self._look.theme.px
        return QSize(px(_WIDTH_DP), px(_HEIGHT_DP))

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        px = self._look.theme.px
        return QSize(px(_WIDTH_DP / 2), px(_HEIGHT_DP / 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the middle."""
        del event
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        if not self.is_sharp:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        keep = Qt.AspectRatioMode.KeepAspectRatio
        size = self._pixmap.size().scaled(self.size(), keep)
        box = QRect(0, 0, size.width(), size.height())
        box.moveCenter(self.rect().center())
        painter.drawPixmap(box, self._pixmap)
        painter.end()
