"""An icon in a soft circle, which gives a screen its mood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icon import icon_pixmap

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.look import Look

__all__ = ["Emblem"]

_LARGEST_DP = 168
_SMALLEST_DP = 72


class Emblem(QWidget):
    """A large quiet icon; it says nothing that words do not say."""

    def __init__(self, look: Look, icon: str, colour: str = "") -> None:
        """Show an icon, in the primary colour unless another one is given."""
        super().__init__()
        self._look = look
        self._icon = icon
        self._colour = colour or look.theme.palette.primary
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Preferred)

    def sizeHint(self) -> QSize:
        """Ask for the largest size that still looks calm."""
        side = self._look.theme.px(_LARGEST_DP)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        side = self._look.theme.px(_SMALLEST_DP)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circle and icon in the middle."""
        del event
        theme = self._look.theme
        side = min(self.width(), self.height(), theme.px(_LARGEST_DP))
        circle = QRect(0, 0, side, side)
        circle.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette.soft))
        painter.drawEllipse(circle)
        inner = round(side * 0.5)
        corner = circle.center() - QRect(0, 0, inner, inner).center()
        painter.drawPixmap(corner, icon_pixmap(self._icon, self._colour, inner))
        painter.end()
