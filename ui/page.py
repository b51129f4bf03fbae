"""One full window: comforts, heading, the screen, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.foot import Foot, Ways
from ui.widgets.heading import Heading
from ui.widgets.toolbar import Toolbar

if TYPE_CHECKING:
    from ui.comfort import TextSize
    from ui.look import Look
    from ui.screen import Screen

__all__ = ["Page"]


class Page(QWidget):
    """Holds one screen at a time; in low reach the tools lie under it.

    Signals:
        used: A tool or a way was touched; carries its name.
    """

    used = Signal(str)

    def __init__(self, look: Look, size: TextSize, *, is_help_called: bool) -> None:
        """Build the frame; `place` fills it."""
        super().__init__()
        self._look = look
        self._ground()
        self.screen_shown: Screen | None = None
        self._tools = Toolbar(look, size, is_help_called=is_help_called)
        self._tools.used.connect(self.used)
        self._heading = QWidget()
        self._foot = Foot(look, Ways())
        self._column = QVBoxLayout(self)
        edge, gap = look.theme.px(20), look.theme.px(12)
        self._column.setContentsMargins(edge, gap, edge, gap)
        self._column.setSpacing(look.theme.px(8))

    def place(self, screen: Screen, service: str, ways: Ways) -> None:
        """Replace screen, heading and ways."""
        self._clear()
        self.screen_shown = screen
        self._heading = Heading(self._look, service)
        self._foot = Foot(self._look, ways)
        self._foot.used.connect(self.used)
        low = self._look.theme.lies_low
        for widget in (self._heading, screen) if low else (self._tools, self._heading):
            self._column.addWidget(widget, 1 if widget is screen else 0)
        for widget in (self._tools,) if low else (screen,):
            self._column.addWidget(widget, 1 if widget is screen else 0)
        self._column.addWidget(self._foot)

    def lock(self) -> None:
        """Take no answer and no way any more until the next screen."""
        if self.screen_shown is not None:
            self.screen_shown.lock()
        self._foot.lock()

    def _clear(self) -> None:
        for widget in (self.screen_shown, self._heading, self._foot):
            if widget is not None:
                self._column.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._column.removeWidget(self._tools)

    def _ground(self) -> None:
        palette = self.palette()
        ground = QColor(self._look.theme.palette.surface)
        palette.setColor(QPalette.ColorRole.Window, ground)
        self.setPalette(palette)
        self.setAutoFillBackground(True)
