"""Draws every screen small, for people who review how the terminal looks.

Run as ``python -m ui.contact_sheet --into docs/screens``.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from kiosk.terminal.stage import IdleWarning
from ui.app import create_application
from ui.comfort import Comfort, Contrast, Language, TextSize
from ui.showcase import exhibits
from ui.stage import QtStage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

__all__ = ["main"]

_SHORTER_SIDE = 180
"""Pixels of a screen's shorter side on a sheet."""
_GUTTER = 8
_PORTRAIT, _LANDSCAPE = (1080, 1920), (1920, 1080)
_SMALLEST_PORTRAIT, _SMALLEST_LANDSCAPE = (800, 1280), (1280, 800)
_SMALLEST_INCHES = 10


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page of the contact sheet: a shape of window and a person's comfort.

    Attributes:
        inches: The screen's diagonal where the terminal knows it.
    """

    name: str
    size: tuple[int, int]
    comfort: Comfort
    inches: float | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Draw the sheets into a folder; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True, help="folder for PNG files")
    parser.add_argument("--sheets", default="", help="sheets whose names begin so")
    parser.add_argument("--only", default="", help="screens whose names begin so")
    chosen = parser.parse_args(argv)
    folder: Path = chosen.into
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = create_application(["contact-sheet"])
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in _sheets():
        if not sheet.name.startswith(chosen.sheets):
            continue
        path = folder / f"{sheet.name}.png"
        _join(_pictures(app, sheet, chosen.only)).save(str(path))
        sys.stdout.write(f"{path} {path.stat().st_size // 1024} KiB\n")
    return 0


def _sheets() -> list[_Sheet]:
    shapes = (("portrait", _PORTRAIT), ("landscape", _LANDSCAPE))
    sheets = [
        _Sheet(f"{shape}-{language}", size, Comfort(language))
        for (shape, size), language in product(shapes, Language)
    ]
    elder = Comfort(text_size=TextSize.ELDER)
    largest = Comfort(Language.ENGLISH, TextSize.LARGEST, Contrast.HIGH, low_reach=True)
    sheets.append(_Sheet("portrait-zh-CN-elder", _PORTRAIT, elder))
    sheets.append(_Sheet("landscape-zh-CN-elder", _LANDSCAPE, elder))
    sheets.append(_Sheet("portrait-en-largest-high-contrast-low", _PORTRAIT, largest))
    return [*sheets, *_smallest(elder)]


def _smallest(comfort: Comfort) -> list[_Sheet]:
    """Draw for the smallest box, where words and keys give way a little."""
    name = f"inches-{_SMALLEST_INCHES}"
    return [
        _Sheet(f"{name}-portrait", _SMALLEST_PORTRAIT, comfort, _SMALLEST_INCHES),
        _Sheet(f"{name}-landscape", _SMALLEST_LANDSCAPE, comfort, _SMALLEST_INCHES),
    ]


def _pictures(app: QApplication, sheet: _Sheet, only: str) -> list[QImage]:
    stage = QtStage(sheet.size, comfort=sheet.comfort, diagonal_inches=sheet.inches)
    stage.open()
    pictures = []
    for exhibit in exhibits():
        if not exhibit.name.startswith(only):
            continue
        exhibit.show_on(stage)
        pictures.append(_picture(app, stage))
    if not only:
        stage.warn_idle(IdleWarning(20))
        pictures.append(_picture(app, stage))
    stage.close()
    return pictures


def _picture(app: QApplication, stage: QtStage) -> QImage:
    # Nothing else runs here, so turning the loop by hand disturbs nobody.
    app.sendPostedEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    picture = stage.window.grab().toImage()
    side = min(picture.width(), picture.height())
    return picture.scaledToWidth(
        picture.width() * _SHORTER_SIDE // side,
        Qt.TransformationMode.SmoothTransformation,
    )


def _join(pictures: list[QImage]) -> QImage:
    """Put the pictures side by side in rows."""
    wide, high = pictures[0].width() + _GUTTER, pictures[0].height() + _GUTTER
    columns = 7 if high > wide else 4
    rows = -(-len(pictures) // columns)
    sheet = QImage(wide * columns, high * rows, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#8A8F90"))
    painter = QPainter(sheet)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        corner = QRect(column * wide, row * high, 0, 0).topLeft()
        painter.drawImage(corner, picture)
    painter.end()
    return sheet


if __name__ == "__main__":
    sys.exit(main())
