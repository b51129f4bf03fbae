"""A hibiscus, the city's flower, as the one ornament of the welcome screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.look import Look

__all__ = ["Flower"]

_PETALS = 5
_SMALLEST_DP = 80
_TURN = 360 / _PETALS


class Flower(QWidget):
    """Five petals in the soft tint; it stands still and means nothing."""

    def __init__(self, look: Look) -> None:
        """Take the tint of the theme."""
        super().__init__()
        self._look = look
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def sizeHint(self) -> QSize:
        """Ask for a hand's width."""
        side = self._look.theme.px(220)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Give way to words at any time."""
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the petals one over the other, then the heart."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height(), self._look.theme.px(300))
        if side < self._look.theme.px(_SMALLEST_DP):
            painter.end()
            return
        painter.translate(QPointF(self.rect().center()))
        painter.scale(side / 200, side / 200)
        for petal in range(_PETALS):
            painter.save()
            painter.rotate(petal * _TURN - 14)
            self._draw_petal(painter)
            painter.restore()
        self._draw_heart(painter)
        painter.end()

    def _draw_petal(self, painter: QPainter) -> None:
        colours = self._look.theme.palette
        petal = QPainterPath(QPointF(0, -6))
        petal.cubicTo(QPointF(-62, -34), QPointF(-50, -104), QPointF(-10, -92))
        petal.cubicTo(QPointF(0, -104), QPointF(56, -98), QPointF(30, -40))
        petal.cubicTo(QPointF(24, -24), QPointF(12, -12), QPointF(0, -6))
        tint = QColor(colours.soft)
        tint.setAlphaF(0.75)
        painter.setPen(QPen(QColor(colours.surface), 2.2))
        painter.setBrush(tint)
        painter.drawPath(petal)
        vein = QPen(QColor(colours.surface), 1.6)
        vein.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(vein)
        painter.drawLine(QPointF(-1, -26), QPointF(-8, -66))
        painter.drawLine(QPointF(3, -26), QPointF(10, -62))

    def _draw_heart(self, painter: QPainter) -> None:
        colours = self._look.theme.palette
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.primary))
        painter.setOpacity(0.85)
        painter.drawEllipse(QPointF(0, 0), 5, 5)
        for dot in range(_PETALS):
            painter.save()
            painter.rotate(dot * _TURN + 22)
            painter.drawEllipse(QPointF(0, -13), 2.2, 2.2)
            painter.restore()
