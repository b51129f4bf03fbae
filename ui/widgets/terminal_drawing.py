"""A drawing of this terminal that shows where the card or the paper goes."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

    from ui.look import Look

__all__ = ["Act", "TerminalDrawing"]

_FRAME_MS = 40
_CYCLE_SECONDS = 3.2
_WIDE, _HIGH = 300.0, 300.0
"""The drawing's own coordinates."""


class Act(StrEnum):
    """What the resident's hand does."""

    INSERT_CARD = "insert-card"
    TAKE_CARD = "take-card"
    TAKE_PAPER = "take-paper"
    PRINT = "print"


class TerminalDrawing(QWidget):
    """Moves one thing only, slowly, with a rest, for as long as it is seen."""

    def __init__(self, look: Look, act: Act) -> None:
        """Show one act."""
        super().__init__()
        self._look = look
        self._act = act
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def sizeHint(self) -> QSize:
        """Ask for much; the layout gives what is left."""
        return QSize(self._look.theme.px(300), self._look.theme.px(320))

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        return QSize(self._look.theme.px(140), self._look.theme.px(140))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to move."""
        self._clock.start()
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop, so that nothing works unseen."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the terminal, then what moves."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / _WIDE, self.height() / _HIGH)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(scale, scale)
        painter.translate(-_WIDE / 2, -_HIGH / 2)
        if self._act in (Act.INSERT_CARD, Act.TAKE_CARD):
            self._draw_card_scene(painter)
        else:
            self._draw_paper_scene(painter)
        painter.end()

    def _travel(self) -> float:
        """Tell how far the motion is, 0 to 1: it rests at both ends."""
        seconds = self._clock.elapsed() / 1000 if self._clock.isValid() else 0.8
        phase = seconds % _CYCLE_SECONDS / _CYCLE_SECONDS
        return 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, phase * 1.9 - 0.25)))

    def _draw_card_scene(self, painter: QPainter) -> None:
        """Show the panel around the card slot, and the card before it."""
        self._box(painter, QRectF(30, 14, 240, 176), 16, "card", "line")
        self._box(painter, QRectF(50, 32, 200, 84), 8, "soft", "")
        self._lines(painter, QRectF(70, 54, 110, 8), 3)
        self._box(painter, QRectF(78, 138, 144, 28), 14, "primary", "")
        self._box(painter, QRectF(92, 149, 116, 6), 3, "on_primary", "")
        travel = self._travel()
        if self._act is Act.TAKE_CARD:
            travel = 1.0 - travel
        painter.save()
        painter.setClipRect(QRectF(0, 152, _WIDE, _HIGH))
        self._draw_card(painter, 204 - 62 * travel)
        painter.restore()
        self._arrow(painter, is_up=self._act is Act.INSERT_CARD)

    def _draw_card(self, painter: QPainter, top: float) -> None:
        self._box(painter, QRectF(106, top, 88, 90), 8, "card", "primary")
        self._box(painter, QRectF(132, top + 10, 36, 28), 5, "soft", "primary")
        painter.setPen(self._pen("primary", 1.5))
        painter.drawLine(QPointF(132, top + 24), QPointF(168, top + 24))
        painter.drawLine(QPointF(150, top + 10), QPointF(150, top + 38))
        self._box(painter, QRectF(120, top + 58, 60, 5), 2.5, "line", "")
        self._box(painter, QRectF(120, top + 70, 40, 5), 2.5, "line", "")

    def _draw_paper_scene(self, painter: QPainter) -> None:
        """Show the opening and the sheet that comes out of it."""
        self._box(painter, QRectF(30, 14, 240, 136), 16, "card", "line")
        self._box(painter, QRectF(50, 30, 200, 52), 8, "soft", "")
        self._lines(painter, QRectF(70, 42, 110, 8), 2)
        self._box(painter, QRectF(62, 104, 176, 26), 13, "primary", "")
        self._box(painter, QRectF(76, 114, 148, 6), 3, "on_primary", "")
        painter.save()
        painter.setClipRect(QRectF(0, 117, _WIDE, _HIGH))
        self._draw_sheet(painter, 127 * self._travel())
        painter.restore()
        if self._act is Act.TAKE_PAPER:
            self._arrow(painter, is_up=False)

    def _draw_sheet(self, painter: QPainter, out: float) -> None:
        top = 117 - 132 + out
        self._box(painter, QRectF(90, top, 120, 150), 4, "card", "primary")
        for line in range(5):
            width = 84.0 if line % 2 else 92.0
            self._box(
                painter, QRectF(104, top + 50 + 14 * line, width, 4), 2, "line", ""
            )
        painter.setPen(self._pen("seal", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(182, top + 122), 13, 13)

    def _arrow(self, painter: QPainter, *, is_up: bool) -> None:
        painter.setPen(self._pen("primary", 5))
        tip, end = (206.0, 262.0) if is_up else (262.0, 206.0)
        side = 12.0 if is_up else -12.0
        for across in (56.0, 244.0):
            painter.drawLine(QPointF(across, tip), QPointF(across, end))
            painter.drawLine(QPointF(across, tip), QPointF(across - 12, tip + side))
            painter.drawLine(QPointF(across, tip), QPointF(across + 12, tip + side))

    def _lines(self, painter: QPainter, first: QRectF, count: int) -> None:
        for line in range(count):
            self._box(painter, first.translated(0, 18 * line), 4, "line", "")

    def _box(
        self, painter: QPainter, box: QRectF, radius: float, fill: str, edge: str
    ) -> None:
        painter.setPen(self._pen(edge, 2) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._look.theme.palette, fill)))
        painter.drawRoundedRect(box, radius, radius)

    def _pen(self, role: str, width: float) -> QPen:
        pen = QPen(QColor(getattr(self._look.theme.palette, role)), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen
