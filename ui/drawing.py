"""Drawings of the knowledge base: the tray, the plug, the lens, in two colours."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kiosk.diagnostics.knowledge import DRAWINGS

__all__ = ["drawing_height", "drawing_pixmap"]

_KEPT = 64
_WIDE, _HIGH = 3, 2
"""Every drawing is three to two."""


def drawing_height(width: int) -> int:
    """Tell how high a drawing of a width is."""
    return width * _HIGH // _WIDE


@lru_cache(maxsize=_KEPT)
def drawing_pixmap(name: str, width: int) -> QPixmap:
    """Draw it, on a soft ground of its own that suits every contrast."""
    height = drawing_height(width)
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(str(DRAWINGS / f"{name}.svg"))
    renderer.render(painter, QRectF(0, 0, width, height))
    painter.end()
    return pixmap
