"""Measures every screen for who sees, reaches or hears little, as one page.

Run as ``python -m ui.accessibility_table --into docs/accessibility.md``.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.access import unspoken
from ui.app import create_application
from ui.comfort import Comfort, Contrast, TextSize
from ui.pixels import contrasts, look_at
from ui.showcase import exhibits
from ui.stage import QtStage
from ui.widgets.button import TouchButton
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QApplication

    from ui.showcase import Exhibit

__all__ = ["main"]

_SIZE = (1080, 1920)
_INCHES = (10, 24, 32)
_MM_PER_INCH = 25.4
_SIZES = (TextSize.NORMAL, TextSize.ELDER)
_HEAD = """# Accessibility, measured

Made by `python -m ui.accessibility_table --into docs/accessibility.md`, from the
pixels and widgets of every screen in portrait, 1080×1920, Chinese. Text is the size
of its font (a Chinese character is as high and wide as that), a target the shorter
side of what can be touched; each is the smallest on the screen. Figures are
*normal / elder*; millimetres are those of a screen of 10, 24 and 32 inches, 9:16.
Contrast is that of the faintest words, in calm and in strong colours.
"""
_COLUMNS = (
    "Screen",
    "text, px",
    *(f"mm at {inches}″" for inches in _INCHES),
    "target, px",
    *(f"mm at {inches}″" for inches in _INCHES),
    "contrast calm",
    "strong",
    "buttons, texts",
    "without name or role",
)


@dataclass(frozen=True, slots=True)
class _Measured:
    """The worst of one screen; sizes in pixels."""

    text: int
    target: int
    contrast: float
    parts: str
    unnamed: int


def main(argv: Sequence[str] | None = None) -> int:
    """Write the page; gives one when a name or a role is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True, help="Markdown file")
    into: Path = parser.parse_args(argv).into
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = create_application(["accessibility-table"])
    normal, elder = (_measure(app, Comfort(text_size=size)) for size in _SIZES)
    strong = _measure(app, Comfort(contrast=Contrast.HIGH))
    rows = [_row(name, normal[name], elder[name], strong[name]) for name in normal]
    lines = (_HEAD, _line(_COLUMNS), _line("---" for _ in _COLUMNS), *rows)
    into.write_text("\n".join(lines) + "\n", encoding="utf-8")
    worst = (*normal.values(), *elder.values(), *strong.values())
    sys.stdout.write(f"{into}: {len(rows)} screens, {_summary(worst)}\n")
    return int(any(each.unnamed for each in worst))


def _measure(app: QApplication, comfort: Comfort) -> dict[str, _Measured]:
    stage = QtStage(_SIZE, comfort=comfort)
    stage.open()
    told = {each.name: _measured(app, stage, each) for each in exhibits()}
    stage.close()
    return told


def _measured(app: QApplication, stage: QtStage, exhibit: Exhibit) -> _Measured:
    exhibit.show_on(stage)
    # Nothing else runs here, so turning the loop by hand disturbs nobody.
    for _ in range(3):
        app.processEvents()
    shown = [each for each in stage.window.findChildren(Words) if each.isVisible()]
    words = [each for each in shown if each.text()]
    found = stage.window.findChildren(TouchButton)
    buttons = [each for each in found if each.isVisible()]
    said: list[Words | TouchButton] = [*words, *(it for it in buttons if it.text())]
    fonts = [each.font().pixelSize() for each in said]
    sides = [min(each.width(), each.height()) for each in buttons]
    return _Measured(
        text=min(fonts, default=0),
        target=min(sides, default=0),
        contrast=min(contrasts(stage, look_at(stage)).values(), default=0.0),
        parts=f"{len(buttons)}, {len(words)}",
        unnamed=sum(1 for _ in unspoken(stage)),
    )


def _row(name: str, normal: _Measured, elder: _Measured, strong: _Measured) -> str:
    sizes = (*_told(normal.text, elder.text), *_told(normal.target, elder.target))
    unnamed = normal.unnamed + elder.unnamed + strong.unnamed
    lights = f"{normal.contrast:.1f}", f"{strong.contrast:.1f}"
    return _line((name, *sizes, *lights, normal.parts, str(unnamed)))


def _told(normal: int, elder: int) -> Iterator[str]:
    """Say two lengths in pixels, then in millimetres on each screen."""
    if not normal:
        yield from ("–",) * (1 + len(_INCHES))
        return
    yield f"{normal} / {elder}"
    for inches in _INCHES:
        per_pixel = inches * _MM_PER_INCH / math.hypot(*_SIZE)
        yield f"{normal * per_pixel:.1f} / {elder * per_pixel:.1f}"


def _line(cells: Iterator[str] | Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _summary(worst: Sequence[_Measured]) -> str:
    text = min(each.text for each in worst if each.text)
    target = min(each.target for each in worst if each.target)
    faint = min(each.contrast for each in worst if each.contrast)
    return f"text {text} px, target {target} px, contrast {faint:.1f} at least"


if __name__ == "__main__":
    sys.exit(main())
