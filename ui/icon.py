"""Line icons of one family, drawn in any colour and size."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

__all__ = ["ICONS", "icon_pixmap"]

ICONS = Path(__file__).resolve().parent.parent / "assets" / "icons"

_KEPT = 256


@lru_cache(maxsize=_KEPT)
def icon_pixmap(name: str, colour: str, side: int) -> QPixmap:
    """Draw an icon into a square of so many pixels.

    Raises:
        FileNotFoundError: there is no icon of that name.
    """
    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    drawing = source.replace("currentColor", colour)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
