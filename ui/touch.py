"""Touches from the outside, along the same path as a finger's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from ui.widgets.button import TouchButton

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from ui.stage import QtStage

__all__ = ["find_button", "find_hidden", "lift", "press", "tap"]

_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.MouseButton.NoButton


def find_button(stage: QtStage, key: str) -> TouchButton | None:
    """Find a button by its accessible name; none when it cannot be pressed now."""
    return next((button for button in _named(stage, key) if _is_ready(button)), None)


def find_hidden(stage: QtStage, key: str) -> TouchButton | None:
    """Find a button that is on the screen but not in sight, by its accessible name."""
    return next((button for button in _named(stage, key) if button.isHidden()), None)


def tap(window: QWidget, target: QWidget) -> None:
    """Touch the middle of a widget, wherever the window says the touch lands."""
    place = target.mapTo(window, target.rect().center())
    press(window, place)
    lift(window, place)


def press(window: QWidget, place: QPoint) -> None:
    """Put the finger down at a place of the window."""
    _send(window, QEvent.Type.MouseButtonPress, place, _LEFT)


def lift(window: QWidget, place: QPoint) -> None:
    """Move the finger to a place of the window and lift it there."""
    _send(window, QEvent.Type.MouseMove, place, _LEFT)
    _send(window, QEvent.Type.MouseButtonRelease, place, _NONE)


def _send(
    window: QWidget, kind: QEvent.Type, place: QPoint, held: Qt.MouseButton
) -> None:
    # Through the native window, so that hit-testing and covers count.
    handle = window.windowHandle()
    spot, far = QPointF(place), QPointF(window.mapToGlobal(place))
    button = _NONE if kind is QEvent.Type.MouseMove else _LEFT
    event = QMouseEvent(kind, spot, far, button, held, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(handle, event)


def _named(stage: QtStage, key: str) -> Iterator[TouchButton]:
    # What the centre names has no text of ours, and is found by its key.
    name = stage.texts.say(key) if stage.texts.knows(key) else ""
    for button in stage.window.findChildren(TouchButton):
        if (button.accessibleName() == name) if name else (button.key == key):
            yield button


def _is_ready(button: TouchButton) -> bool:
    return button.isVisible() and button.isEnabled()
