"""Screens that take the whole window, to test the surface under every finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["WholeSurface", "WholeSurfaceScreen"]


class WholeSurface(QWidget):
    """What takes all the room there is."""

    def __init__(self) -> None:
        """Ask for room in both directions."""
        super().__init__()
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def sizeHint(self) -> QSize:
        """Ask for all there is."""
        return QSize(10_000, 10_000)

    def minimumSizeHint(self) -> QSize:
        """Get along with little."""
        return QSize(100, 100)


class WholeSurfaceScreen(Screen):
    """Shows one thing over the whole window, and ends by itself when nobody touches.

    A surface that does not hear fingers could never be left by a button.
    """

    fills_window: ClassVar[bool] = True
    picture_share: ClassVar[int] = 10

    def cover(
        self,
        surface: WholeSurface,
        quiet_ms: int,
        give_up: Callable[[], None],
    ) -> None:
        """Cover the window, and give up after so long without a touch."""
        self.show_picture(surface)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(quiet_ms)
        self._quiet.timeout.connect(give_up)
        self._quiet.start()
        self.arrange()
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)

    def wait_on(self) -> None:
        """Count the quiet anew: somebody is there."""
        self._quiet.start()

    def lock(self) -> None:
        """Stop waiting."""
        self._quiet.stop()
        super().lock()
