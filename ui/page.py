"""One full window: comforts, heading, the screen, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.foot import Foot
from ui.widgets.heading import Heading
from ui.widgets.toolbar import Toolbar

if TYPE_CHECKING:
    from ui.comfort import TextSize
    from ui.look import Look
    from ui.screen import Screen
    from ui.widgets.foot import Ways

__all__ = ["Page"]


class Page(QWidget):
    """Holds one screen at a time.

    The comforts stand at the top; in low reach and in landscape they lie at the
    bottom, where a hand reaches them and height is not wasted.

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
        tools = Toolbar(look, size, is_help_called=is_help_called)
        tools.used.connect(self.used)
        self._foot = Foot(look, None if look.theme.is_portrait else tools)
        self._foot.used.connect(self.used)
        self._heading = Heading(look, "")
        self._heading.held.connect(lambda: self.used.emit("technician"))
        self._tools = tools
        self._column = QVBoxLayout(self)
        self._column.setSpacing(look.theme.px(14))
        for part in self._parts(tools):
            self._column.addWidget(part)

    def place(self, screen: Screen, service: str, ways: Ways) -> None:
        """Replace screen, heading and ways."""
        former, self.screen_shown = self.screen_shown, screen
        self._heading.name(service)
        self._foot.open(ways)
        if former is not None:
            self._column.removeWidget(former)
            former.hide()
            former.deleteLater()
        self._make_room(is_alone=screen.fills_window)
        below_heading = self._column.indexOf(self._heading) + 1
        self._column.insertWidget(below_heading, screen, 1)
        # The layout would show it only at the next turn of the loop: a flash.
        screen.show()

    def _make_room(self, *, is_alone: bool) -> None:
        """Hide everything else for a screen that needs the whole window."""
        for part in (self._tools, self._heading, self._foot):
            part.setVisible(not is_alone)
        theme = self._look.theme
        edge, gap = (0, 0) if is_alone else (theme.margin, theme.px(14))
        self._column.setContentsMargins(edge, gap, edge, gap)

    def is_overfull(self, width: int, height: int) -> bool:
        """Whether words would be cut in a window of a size."""
        least = self._column.minimumSize().width()
        return least > width or self._column.minimumHeightForWidth(width) > height

    def lock(self) -> None:
        """Take no answer and no way any more until the next screen."""
        if self.screen_shown is not None:
            self.screen_shown.lock()
        self._foot.lock()

    def _parts(self, tools: Toolbar) -> list[QWidget]:
        if not self._look.theme.is_portrait:
            return [self._heading, self._foot]
        if self._look.theme.lies_low:
            return [self._heading, tools, self._foot]
        return [tools, self._heading, self._foot]

    def _ground(self) -> None:
        palette = self.palette()
        ground = QColor(self._look.theme.palette.surface)
        palette.setColor(QPalette.ColorRole.Window, ground)
        self.setPalette(palette)
        self.setAutoFillBackground(True)
