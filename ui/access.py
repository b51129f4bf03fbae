"""What assistive technology is told of everything on a screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible

from ui.widgets.button import TouchButton
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.stage import QtStage

__all__ = ["unspoken"]


def unspoken(stage: QtStage) -> Iterator[str]:
    """Tell what has no name, another role than its own, or another's name."""
    buttons = stage.window.findChildren(TouchButton)
    for button in buttons:
        told = QAccessible.queryAccessibleInterface(button)
        if told.role() is not QAccessible.Role.Button:
            yield f"{button.key} is no button to assistive technology"
        if not told.text(QAccessible.Text.Name):
            yield f"{button.key} has no name"
    for words in stage.window.findChildren(Words):
        told = QAccessible.queryAccessibleInterface(words)
        if told.role() is not QAccessible.Role.StaticText:
            yield f"{words.text()} is no text to assistive technology"
        if told.text(QAccessible.Text.Name) != words.text():
            yield f"{words.text()} is told otherwise"
    shown = Counter(each.accessibleName() for each in buttons if each.isVisible())
    yield from (f"{name} is there twice" for name, count in shown.items() if count > 1)
