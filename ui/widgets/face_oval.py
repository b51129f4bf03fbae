"""The live picture in an oval, with a ring that closes as evidence gathers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QElapsedTimer, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icon import icon_pixmap
from ui.widgets.gesture import draw_gesture

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from kiosk.domain.challenge import Action
    from kiosk.ports.face_judge import FaceView
    from ui.look import Look

__all__ = ["FaceOval"]

_WIDE_TO_HIGH = 0.78
_FULL_TURN = 360.0
_TOP = 90.0
_BADGE = 0.44
"""The drawn gesture's share of the oval's width."""


class FaceOval(QWidget):
    """Shows one person at a time to themselves; keeps the last picture only."""

    moves: ClassVar[bool] = True

    def __init__(self, look: Look) -> None:
        """Start without a picture."""
        super().__init__()
        self._look = look
        self._picture = QPixmap()
        self._jpeg = b""
        self._progress = 0.0
        self._prompt: Action | None = None
        self._asked = QElapsedTimer()
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def show_view(self, view: FaceView) -> None:
        """Show the newest picture and how much evidence is there.

        It is unpacked when it is drawn: of several that came at once, the last alone.
        """
        self._jpeg = view.jpeg
        self._progress = min(1.0, max(0.0, view.progress))
        if view.prompt is not self._prompt:
            self._prompt = view.prompt
            self._asked.start()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for much; the layout gives what is left."""
        return QSize(self._look.theme.px(360), self._look.theme.px(440))

    def minimumSizeHint(self) -> QSize:
        """Stay large enough to see oneself without glasses."""
        return QSize(self._look.theme.px(180), self._look.theme.px(220))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture, track and ring."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        oval = self._oval()
        self._draw_picture(painter, oval)
        self._draw_ring(painter, oval)
        if self._prompt is not None:
            seconds = self._asked.elapsed() / 1000
            colours = self._look.theme.palette
            draw_gesture(painter, _badge(oval), self._prompt, seconds, colours)
        painter.end()

    def _oval(self) -> QRectF:
        inset = self._look.theme.px(10)
        height = min(self.height(), self.width() / _WIDE_TO_HIGH) - 2 * inset
        oval = QRectF(0, 0, height * _WIDE_TO_HIGH, height)
        oval.moveCenter(QRectF(self.rect()).center())
        return oval

    def _draw_picture(self, painter: QPainter, oval: QRectF) -> None:
        path = QPainterPath()
        path.addEllipse(oval)
        painter.fillPath(path, QColor(self._look.theme.palette.soft))
        if self._jpeg:
            self._picture.loadFromData(self._jpeg)
            self._jpeg = b""
        if self._picture.isNull():
            self._draw_waiting(painter, oval)
            return
        painter.save()
        painter.setClipPath(path)
        painter.drawPixmap(oval, self._picture, _cover(self._picture, oval))
        painter.restore()

    def _draw_waiting(self, painter: QPainter, oval: QRectF) -> None:
        side = self._look.theme.px(96)
        box = QRect(0, 0, side, side)
        box.moveCenter(oval.center().toPoint())
        icon = icon_pixmap("scan-face", self._look.theme.palette.primary, side)
        painter.drawPixmap(box.topLeft(), icon)

    def _draw_ring(self, painter: QPainter, oval: QRectF) -> None:
        theme = self._look.theme
        width = theme.px(9)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.palette.line), width))
        painter.drawEllipse(oval)
        pen = QPen(QColor(theme.palette.primary), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        span = -_FULL_TURN * self._progress
        painter.drawArc(oval, round(_TOP * 16), round(span * 16))


def _badge(oval: QRectF) -> QRectF:
    """Give the place of the drawn gesture: below the face, on the ring."""
    side = oval.width() * _BADGE
    box = QRectF(0, 0, side, side)
    box.moveCenter(oval.center())
    box.moveBottom(oval.bottom())
    return box


def _cover(picture: QPixmap, oval: QRectF) -> QRectF:
    """Cut the middle out of a picture so that it covers an oval undistorted."""
    scale = min(picture.width() / oval.width(), picture.height() / oval.height())
    part = QRectF(0, 0, oval.width() * scale, oval.height() * scale)
    part.moveCenter(QRectF(picture.rect()).center())
    return part
