"""Fingerprints of every screen in every dress, kept in one file.

A picture is brought to 8 by 14 fields (14 by 8 in landscape) of mean brightness.
That is stable over machines and Qt's versions, and small: one short text each. It
catches a missing or moved word, another colour, a changed layout; it does not catch
another character of the same weight. Moving pictures are left out by a flat patch.
``python -m tests.screens.snapshots`` writes the file anew, with names behind it only
those of screens whose names begin so; then look at the contact sheets before it is
committed.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.comfort import Comfort, Contrast, Language, TextSize
from ui.pixels import look_at, place_of
from ui.showcase import exhibits
from ui.stage import QtStage
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.pixels import Seen

__all__ = ["FILE", "dresses", "fingerprint", "known", "label", "likeness"]

FILE = Path(__file__).with_name("snapshots.json")
_FIELDS = (8, 14)
_SIZES = ((1080, 1920), (1920, 1080))


def dresses() -> Iterator[tuple[tuple[int, int], Comfort]]:
    """Give every shape with every language and text size, contrasts by turns.

    Contrast changes colours and the width of outlines, no place: so each shape,
    language and text size is worn in both, and no three of them twice.
    """
    parts = product(enumerate(_SIZES), enumerate(Language), enumerate(TextSize))
    contrasts = list(Contrast)
    for (one, size), (two, language), (three, text) in parts:
        yield size, Comfort(language, text, contrasts[(one + two + three) % 2])


def label(size: tuple[int, int], comfort: Comfort) -> str:
    """Name a dress in the file."""
    shape = "portrait" if size[0] < size[1] else "landscape"
    return f"{shape} {comfort.language} {comfort.text_size} {comfort.contrast}"


def fingerprint(stage: QtStage, seen: Seen | None = None) -> str:
    """Take the fingerprint of what stands in the window now, or was just seen."""
    moments = stage.screen.findChildren(Words, "moment")
    for words in moments:
        words.setText("0")
    if moments:
        QApplication.processEvents()
    if moments or seen is None:
        seen = look_at(stage)
    _cover_what_moves(seen, stage.window)
    high, wide = seen.brightness.shape
    across, down = _FIELDS if wide < high else _FIELDS[::-1]
    bands = np.split(seen.brightness, _edges(high, down)[1:])
    # No band has more than 257 rows, so that a sum of one column fits.
    rows = np.stack([band.sum(0, np.uint16) for band in bands])
    sums = np.add.reduceat(rows, _edges(wide, across), 1, np.uint32)
    means = sums * (down * across) / (high * wide)
    return base64.b64encode(np.clip(means, 0, 255).astype(np.uint8)).decode()


def likeness(one: str, other: str) -> int:
    """Give the largest difference of any field, of 255; 255 for other shapes."""
    left, right = base64.b64decode(one), base64.b64decode(other)
    if len(left) != len(right):
        return 255
    return max(abs(a - b) for a, b in zip(left, right, strict=True))


@cache
def known() -> dict[str, dict[str, str]]:
    """Read the file: fingerprints by dress and exhibit."""
    told: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
    return told


def _edges(length: int, parts: int) -> list[int]:
    return [length * part // parts for part in range(parts)]


def _cover_what_moves(seen: Seen, window: QWidget) -> None:
    for widget in window.findChildren(QWidget):
        if getattr(widget, "moves", False) and widget.isVisible():
            seen.brightness[seen.part(place_of(widget, window))] = 128


def _write(beginnings: tuple[str, ...]) -> None:
    """Take the fingerprints anew of screens whose names begin so; others stay."""
    from ui.app import create_application  # noqa: PLC0415 - only when it is run

    app = create_application(["snapshots"])
    names = {exhibit.name for exhibit in exhibits()}
    told: dict[str, dict[str, str]] = {}
    for size, comfort in dresses():
        stage = QtStage(size, comfort=comfort)
        stage.open()
        former = known().get(label(size, comfort), {})
        told[label(size, comfort)] = row = {
            name: print_ for name, print_ in former.items() if name in names
        }
        for exhibit in (e for e in exhibits() if e.name.startswith(beginnings)):
            exhibit.show_on(stage)
            for _ in range(3):
                app.processEvents()
            # As a real loop does: no former screen stays in memory.
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            row[exhibit.name] = fingerprint(stage)
        stage.close()
        sys.stdout.write(f"{label(size, comfort)}\n")
    text = json.dumps(told, indent=0, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _write(tuple(sys.argv[1:]) or ("",))
