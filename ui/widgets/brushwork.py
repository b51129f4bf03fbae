"""Boxes and wrapped words, drawn and measured in the same way everywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from ui.widgets.line_end import JOINER, bound, parted

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from ui.theme import Theme

__all__ = [
    "draw_box",
    "draw_ring",
    "draw_words",
    "longest_word",
    "words_height",
]

_TALL = 100_000
_IDEOGRAPH, _SQUARE = re.compile("[\u3400-\u9fff]"), "字"
"""Ideographs are as wide as one another: one is measured for all."""
_WRAP = Qt.TextFlag.TextWordWrap


def words_height(font: QFont, words: str, width: int) -> int:
    """Measure how high words stand when they wrap at a width, in pixels."""
    if not words:
        return 0
    box = QRect(0, 0, max(1, width), _TALL)
    return QFontMetrics(font).boundingRect(box, _WRAP, bound(words)).height()


def longest_word(font: QFont, words: str) -> int:
    """Measure the widest part that no line break can make narrower, in pixels."""
    metrics = QFontMetrics(font)
    parts = bound(words).split() or [""]
    return max(_unbreakable(metrics, part) for part in parts)


def _unbreakable(metrics: QFontMetrics, part: str) -> int:
    # Two ideographs may stand on two lines; Latin letters of a word may not.
    if part.isascii():
        return metrics.horizontalAdvance(part)
    units = set(re.findall(rf".(?:{JOINER}.)*", _IDEOGRAPH.sub(_SQUARE, part)))
    return max(metrics.horizontalAdvance(unit) for unit in units)


def draw_words(
    painter: QPainter,
    box: QRect,
    words: str,
    colour: str,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
) -> None:
    """Write wrapped words into a box with the painter's font."""
    painter.setPen(QColor(colour))
    lines = parted(painter.fontMetrics(), words, box.width())
    painter.drawText(box, int(alignment.value) | int(_WRAP.value), lines)


def draw_box(
    painter: QPainter, box: QRect, theme: Theme, fill: str, line: str = ""
) -> None:
    """Draw a rounded box, with an outline when a line colour is given."""
    inset = theme.stroke / 2 if line else 0.0
    painter.setPen(QPen(QColor(line), theme.stroke) if line else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    shape = QRectF(box).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(shape, theme.radius, theme.radius)


def draw_ring(painter: QPainter, box: QRect, theme: Theme) -> None:
    """Draw the ring round whatever the keyboard points at."""
    width = theme.px(3)
    painter.setPen(QPen(QColor(theme.palette.ink), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    shape = QRectF(box).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.drawRoundedRect(shape, theme.radius, theme.radius)
