"""What the certificate will say, before it is sealed and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.page_view import PageView

if TYPE_CHECKING:
    from kiosk.visit.question import Preview
    from ui.look import Look

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
        layout = QVBoxLayout(paper)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self.look.theme.gap)
        layout.addWidget(self._view, 1)
        layout.addLayout(self._tools())
        return paper

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.theme.gap)
        self._larger = self._tool("preview.larger", "zoom-in", self._magnify)
        self._smaller = self._tool("preview.smaller", "zoom-out", self._magnify)
        self._more = self._tool("preview.more", "chevron-down", self._view.move_down)
        self._next = self._tool("preview.next", "chevron-right", self._turn)
        for tool in (self._larger, self._smaller, self._more, self._next):
            row.addWidget(tool)
        return row

    def _tool(self, key: str, icon: str, act: object) -> TouchButton:
        tool = TouchButton(self.look, key, icon, Emphasis.QUIET)
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
        self._larger.setVisible(not is_large)
        self._smaller.setVisible(is_large)
        self._more.setVisible(is_large)
        self._next.setVisible(self._view.page_count > 1)
        for widget in (self._title, self._body, self._confirm, self._refuse):
            widget.setVisible(not is_large)
