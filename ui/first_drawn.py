"""The moment at which the first screen was drawn, for what may wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.screen import Screen
    from ui.window import TerminalWindow

__all__ = ["FirstDrawn"]

_STARTING = "starting"


class FirstDrawn(QObject):
    """Calls once, when a screen that says more than *starting* was drawn."""

    def __init__(self, window: TerminalWindow, call: Callable[[], None]) -> None:
        """Wait for the window's screens; lives as long as the window."""
        super().__init__(window)
        self._call = call
        self._is_over = False
        window.presented.connect(self._await)

    def _await(self, screen: Screen) -> None:
        # One that is replaced before it was drawn leaves the moment to the next.
        if not self._is_over and screen.name != _STARTING:
            screen.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the screen being drawn; what comes after it comes at the next turn."""
        if event.type() is QEvent.Type.Paint and not self._is_over:
            self._is_over = True
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._call)
        return False
