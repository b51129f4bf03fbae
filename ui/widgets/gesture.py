"""A drawn face that does what the person before the camera is asked to do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from kiosk.domain.challenge import Action

if TYPE_CHECKING:
    from ui.theme import Palette

__all__ = ["draw_gesture"]

_CYCLE_SECONDS = 2.4
_SIDE = 100.0
"""The drawing's own coordinates: a square with the head in its middle."""
_HEAD = QRectF(27, 20, 46, 60)
_TURN = 9.5
_NARROWER = 0.35
"""A turned head shows its features nearer to one another."""
_GROWTH = 0.32
_EYE = 3.5
_MOUTH = 14.0
_LINE = 2.8


def draw_gesture(
    painter: QPainter, box: QRectF, action: Action, seconds: float, colours: Palette
) -> None:
    """Draw the action at a moment of its slow round, as a mirror would show it.

    It begins at rest and counts ``seconds`` since the action was asked for.
    """
    share = _share(seconds)
    painter.save()
    painter.setPen(QPen(QColor(colours.primary), box.width() / _SIDE * _LINE))
    painter.setBrush(QColor(colours.card))
    painter.drawEllipse(box)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _SIDE, box.height() / _SIDE)
    if action is Action.COME_CLOSER:
        _grow(painter, 0.8 + _GROWTH * share)
    _draw_head(painter, colours)
    _draw_features(painter, _shift(action, share), _lids(action, share), colours)
    _draw_mouth(painter, _shift(action, share), _gape(action, share), colours)
    painter.restore()
    if action in (Action.TURN_LEFT, Action.TURN_RIGHT):
        _draw_arrow(painter, box, is_left=action is Action.TURN_LEFT, colours=colours)


def _share(seconds: float) -> float:
    """Go from 0 to 1 and back, resting at both ends."""
    phase = seconds % _CYCLE_SECONDS / _CYCLE_SECONDS
    wave = 0.5 - 0.5 * math.cos(2 * math.pi * phase)
    return min(1.0, max(0.0, 1.6 * wave - 0.3))


def _shift(action: Action, share: float) -> float:
    """Tell how far the features wander; a mirror shows one's left at the left."""
    if action is Action.TURN_LEFT:
        return -_TURN * share
    return _TURN * share if action is Action.TURN_RIGHT else 0.0


def _lids(action: Action, share: float) -> float:
    return share if action is Action.BLINK else 0.0


def _gape(action: Action, share: float) -> float:
    return _MOUTH * share if action is Action.OPEN_MOUTH else 0.0


def _grow(painter: QPainter, scale: float) -> None:
    painter.translate(_SIDE / 2, _SIDE / 2)
    painter.scale(scale, scale)
    painter.translate(-_SIDE / 2, -_SIDE / 2)


def _draw_head(painter: QPainter, colours: Palette) -> None:
    painter.setPen(_pen(colours))
    painter.setBrush(QColor(colours.soft))
    painter.drawEllipse(_HEAD)


def _draw_features(
    painter: QPainter, shift: float, lids: float, colours: Palette
) -> None:
    painter.setPen(_pen(colours))
    for x in (-9.5, 9.5):
        _draw_eye(painter, QPointF(50 + _nearer(x, shift), 45), lids, colours)
    nose = QPainterPath(QPointF(50 + shift * 1.5, 49))
    nose.lineTo(QPointF(50 + shift * 1.5 + math.copysign(3, shift or 1), 57))
    nose.lineTo(QPointF(50 + shift * 1.2, 58))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(nose)


def _nearer(aside: float, shift: float) -> float:
    """Tell where a feature beside the nose goes when the head turns."""
    return shift + aside * (1 - _NARROWER * abs(shift) / _TURN)


def _draw_mouth(painter: QPainter, shift: float, gape: float, colours: Palette) -> None:
    """Draw a smile whose lower lip goes down as the mouth opens."""
    left, right = (QPointF(50 + _nearer(x, shift), 66) for x in (-7, 7))
    mouth = QPainterPath(left)
    mouth.quadTo(QPointF(50 + shift, 70 + gape), right)
    if gape:
        mouth.quadTo(QPointF(50 + shift, 66 - gape / 4), left)
        painter.setBrush(QColor(colours.primary))
    painter.drawPath(mouth)


def _draw_eye(painter: QPainter, at: QPointF, lids: float, colours: Palette) -> None:
    """Draw an open eye as a filled one that flattens to a line."""
    painter.setBrush(QColor(colours.primary))
    painter.drawEllipse(at, _EYE, max(0.4, _EYE * (1.0 - lids)))


def _draw_arrow(
    painter: QPainter, box: QRectF, *, is_left: bool, colours: Palette
) -> None:
    """Point to the side; the drawing alone must do for who cannot read."""
    painter.save()
    painter.translate(box.center())
    unit = box.width() / _SIDE
    painter.scale(-unit if is_left else unit, unit)
    pen = _pen(colours)
    pen.setWidthF(_LINE * 1.4)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in (((31, 0), (44, 0)), ((39, -5), (44, 0)), ((39, 5), (44, 0))):
        painter.drawLine(QPointF(*stroke[0]), QPointF(*stroke[1]))
    painter.restore()


def _pen(colours: Palette) -> QPen:
    pen = QPen(QColor(colours.primary), _LINE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
