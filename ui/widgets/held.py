"""Buttons that show what is private for as long as they are held down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ui.widgets.button import TouchButton
from ui.widgets.tool import Tool

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Held", "HeldTool", "Private"]

_KEY, _ICON = "privacy.show", "eye"


class Private(Protocol):
    """Something on a screen that is hidden from who stands beside."""

    def reveal(self, *, is_shown: bool) -> None:
        """Show it, or hide it again."""


class Held(TouchButton):
    """Shows while a finger or a key stays down; Qt's ``pressed`` and ``released``.

    Whatever ends the touch ends the showing: lifting, sliding away, a lock, a
    screen that goes.
    """

    def __init__(self, look: Look) -> None:
        """Say what to do with it: hold it."""
        super().__init__(look, _KEY, _ICON)

    def hold(self) -> None:
        """Begin to be held by a key."""
        _hold(self)

    def let_go(self) -> None:
        """End to be held."""
        _let_go(self)


class HeldTool(Tool):
    """The same as a small tool beside what it shows."""

    def __init__(self, look: Look) -> None:
        """Say what to do with it under an icon."""
        super().__init__(look, _KEY, _ICON)

    def hold(self) -> None:
        """Begin to be held by a key."""
        _hold(self)

    def let_go(self) -> None:
        """End to be held."""
        _let_go(self)


# Two widgets of Qt's cannot share a third as their base: the binding crashes.


def _hold(button: TouchButton) -> None:
    if button.isEnabled() and not button.isDown():
        button.setDown(True)
        button.pressed.emit()


def _let_go(button: TouchButton) -> None:
    if button.isDown():
        button.setDown(False)
        button.released.emit()
