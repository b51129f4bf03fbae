"""Fingerprints of every screen in every dress, kept in one file.

A picture is brought to 8 by 14 fields (14 by 8 in landscape) of mean brightness.
That is stable over machines and Qt's versions, and small: one short text each. It
catches a missing or moved word, another colour, a changed layout; it does not catch
another character of the same weight. Moving pictures are left out by a flat patch.
``python -m tests.screens.snapshots`` writes the file anew; then look at the contact
sheets before it is committed.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from ui.comfort import Comfort, Contrast, Language, TextSize
from ui.showcase import exhibits
from ui.stage import QtStage
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FILE", "dresses", "fingerprint", "known", "label", "likeness"]

FILE = Path(__file__).with_name("snapshots.json")
_FIELDS = (8, 14)
_SIZES = ((1080, 1920), (1920, 1080))


def dresses() -> Iterator[tuple[tuple[int, int], Comfort]]:
    """Give every shape, language, text size and contrast."""
    for size, language, text, contrast in product(_SIZES, Language, TextSize, Contrast):
        yield size, Comfort(language, text, contrast)


def label(size: tuple[int, int], comfort: Comfort) -> str:
    """Name a dress in the file."""
    shape = "portrait" if size[0] < size[1] else "landscape"
    return f"{shape} {comfort.language} {comfort.text_size} {comfort.contrast}"


def fingerprint(stage: QtStage) -> str:
    """Take the fingerprint of what stands in the window now."""
    for words in stage.screen.findChildren(Words, "moment"):
        words.setText("0")
    QApplication.sendPostedEvents()
    picture = stage.window.grab().toImage()
    _cover_what_moves(picture, stage.window)
    wide, high = _FIELDS if picture.width() < picture.height() else _FIELDS[::-1]
    # Two steps: an exact mean of large fields, whatever the last filter does.
    small = picture.scaled(
        wide * 8,
        high * 8,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_Grayscale8)
    return base64.b64encode(_means(small, wide, high)).decode()


def likeness(one: str, other: str) -> int:
    """Give the largest difference of any field, of 255; 255 for other shapes."""
    left, right = base64.b64decode(one), base64.b64decode(other)
    if len(left) != len(right):
        return 255
    return max(abs(a - b) for a, b in zip(left, right, strict=True))


def known() -> dict[str, dict[str, str]]:
    """Read the file: fingerprints by dress and exhibit."""
    told: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
    return told


def _means(small: QImage, wide: int, high: int) -> bytes:
    lines = (memoryview(small.constScanLine(y)) for y in range(high * 8))  # type: ignore[arg-type]
    rows = [bytes(line[: wide * 8]) for line in lines]
    fields = product(range(high), range(wide))
    return bytes(
        sum(sum(rows[8 * y + line][8 * x : 8 * x + 8]) for line in range(8)) // 64
        for y, x in fields
    )


def _cover_what_moves(picture: QImage, window: QWidget) -> None:
    painter = QPainter(picture)
    for widget in window.findChildren(QWidget):
        if getattr(widget, "moves", False) and widget.isVisible():
            corner = widget.mapTo(window, QPoint(0, 0))
            painter.fillRect(QRect(corner, widget.size()), QColor("#808080"))
    painter.end()


def _write() -> None:
    from ui.app import create_application  # noqa: PLC0415 - only when it is run

    app = create_application(["snapshots"])
    told: dict[str, dict[str, str]] = {}
    for size, comfort in dresses():
        stage = QtStage(size, comfort=comfort)
        stage.open()
        told[label(size, comfort)] = row = {}
        # Sheets for staff carry times of the moment.
        for exhibit in (e for e in exhibits() if not e.name.startswith("staff-")):
            exhibit.show_on(stage)
            for _ in range(3):
                app.processEvents()
            row[exhibit.name] = fingerprint(stage)
        stage.close()
        sys.stdout.write(f"{label(size, comfort)}\n")
    text = json.dumps(told, indent=0, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _write()
