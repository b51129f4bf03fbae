"""Whether everything on a screen is whole, apart and large enough, by metrics."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from ui.pixels import place_of
from ui.widgets.button import TouchButton
from ui.widgets.card import ServiceCard
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QWidget

    from ui.stage import QtStage
    from ui.theme import Theme

__all__ = ["faults_of"]

_TALL = 100_000


def faults_of(stage: QtStage, theme: Theme) -> list[str]:
    """List whatever is clipped, too small or in the way of something else."""
    window = stage.window
    seen: list[QWidget] = [
        widget
        for widget in (*window.findChildren(Words), *window.findChildren(TouchButton))
        if widget.isVisible()
    ]
    found = [fault for widget in seen for fault in _faults(widget, window, theme)]
    places = [place_of(widget, window) for widget in seen]
    for one, other in combinations(range(len(seen)), 2):
        if places[one].intersects(places[other]):
            found.append(f"{_name(seen[one])} lies over {_name(seen[other])}")
    return found


def _faults(widget: QWidget, window: QWidget, theme: Theme) -> Iterator[str]:
    if not window.rect().contains(place_of(widget, window)):
        yield f"{_name(widget)} leaves the window"
    if isinstance(widget, Words):
        if not _fits(widget.font(), widget.text(), widget.rect()):
            yield f"words cut: {widget.text()}"
        return
    assert isinstance(widget, TouchButton)
    yield from _button_faults(widget, theme)


def _button_faults(button: TouchButton, theme: Theme) -> Iterator[str]:
    if min(button.width(), button.height()) < theme.target:
        yield f"target small: {_name(button)} {button.size().toTuple()}"
    parts = [(button.font(), button.text(), button.words_box())]
    if isinstance(button, ServiceCard) and button.line:
        parts.append((button.line_font, button.line, button.line_box()))
    for font, words, box in parts:
        if not button.rect().contains(box):
            yield f"words outside: {words}"
        if not _fits(font, words, box):
            yield f"button words cut: {words}"


def _fits(font: QFont, words: str, box: QRect) -> bool:
    """Measure with Qt's own metrics, apart from how the widgets measure."""
    room = QRect(0, 0, box.width(), _TALL)
    needed = QFontMetrics(font).boundingRect(room, Qt.TextFlag.TextWordWrap, words)
    return needed.height() <= box.height() and needed.width() <= box.width()


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or getattr(widget, "text", str)()
