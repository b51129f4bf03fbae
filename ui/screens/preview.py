"""What the certificate will say, before it is sealed and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.held import HeldTool
from ui.widgets.page_view import PageView
from ui.widgets.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.visit.question import Preview
    from ui.look import Look
    from ui.widgets.button import TouchButton

__all__ = ["PreviewScreen"]


class PreviewScreen(Screen):
    """Shows the draft's pages; true when it shall be issued."""

    name: ClassVar[str] = "preview"

    def __init__(self, ask: Preview, look: Look) -> None:
        """Show the first page whole."""
        super().__init__(look)
        self._view = PageView(look, ask.pages)
        self._title = self.say(look.texts.say("preview.title"), TextRole.TITLE)
        self._body = self.say(look.texts.say("preview.body"))
        self.show_picture(self._paper())
        self._confirm = self.offer(
            "preview.confirm", value=True, icon="printer", emphasis=Emphasis.PRIMARY
        )
        self._refuse = self.offer("preview.refuse", value=False)
        self.arrange()
        self._show()

    def _paper(self) -> QWidget:
        """Build the page with its tools beside or under it."""
        paper = QWidget()
        self._frame = QBoxLayout(QBoxLayout.Direction.LeftToRight, paper)
        self._frame.setContentsMargins(0, 0, 0, 0)
        self._frame.setSpacing(self.look.theme.gap)
        self._frame.addWidget(self._view, 1)
        self._tools = QBoxLayout(QBoxLayout.Direction.BottomToTop)
        self._tools.setSpacing(self.look.theme.gap)
        self._fill_tools()
        self._frame.addLayout(self._tools)
        return paper

    def _fill_tools(self) -> None:
        held = HeldTool(self.look)
        self.hide_by(held, self._view)
        self._tools.addWidget(held)
        self._larger = self._tool("preview.larger", "zoom-in", self._magnify)
        self._smaller = self._tool("preview.smaller", "zoom-out", self._magnify)
        self._more = self._tool("preview.more", "chevron-down", self._view.move_down)
        self._next = self._tool("preview.next", "chevron-right", self._turn)
        for tool in (self._larger, self._smaller, self._more, self._next):
            self._tools.addWidget(tool)
        self._tools.addStretch()

    def _tool(self, key: str, icon: str, act: Callable[[], None]) -> TouchButton:
        tool = Tool(self.look, key, icon)
        tool.clicked.connect(act)
        return tool

    def _magnify(self) -> None:
        self._view.magnify(is_large=not self._view.is_large)
        self._show()

    def _turn(self) -> None:
        self._view.turn((self._view.page + 1) % self._view.page_count)

    def _show(self) -> None:
        """Give the page all the room while it is large."""
        is_large = self._view.is_large
        way = QBoxLayout.Direction
        self._frame.setDirection(way.TopToBottom if is_large else way.LeftToRight)
        self._tools.setDirection(way.LeftToRight if is_large else way.BottomToTop)
        self._larger.setVisible(not is_large)
        self._smaller.setVisible(is_large)
        self._more.setVisible(is_large)
        self._next.setVisible(self._view.page_count > 1)
        for widget in (self._title, self._body, self._confirm, self._refuse):
            widget.setVisible(not is_large)
