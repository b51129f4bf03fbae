"""A sheet for staff: title, rows a few at a time, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.diagnostics.sheet import Told
from ui.screen import Screen
from ui.technician.sheet_row import row_widget
from ui.technician.telling import say
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.choice_row import suits_a_row
from ui.widgets.paged_list import PagedList
from ui.widgets.portrait import PortraitView

if TYPE_CHECKING:
    from typing import ClassVar

    from PySide6.QtWidgets import QBoxLayout, QWidget

    from kiosk.diagnostics.sheet import Option, Row, ShowSheet
    from ui.look import Look

__all__ = ["SheetScreen"]

_MORE = "technician.more"
_FEW = 2


class SheetScreen(Screen):
    """Answers with the choice that was touched."""

    picture_share: ClassVar[int] = 6
    begins_with_words: ClassVar[bool] = True

    def __init__(self, ask: ShowSheet, look: Look) -> None:
        """Show rows, or a picture with the rows as words beside it."""
        super().__init__(look)
        self._topic = ask.topic
        self._options = ask.options
        self._ways: list[TouchButton] = []
        title = ask.title or Told(f"technician.{ask.topic}.title")
        self.say(say(look.texts, title), TextRole.TITLE)
        if ask.intro is not None:
            self.say(say(look.texts, ask.intro), colour=look.theme.palette.quiet)
        if ask.picture:
            self._show_beside(ask)
        elif ask.rows:
            self.show_picture(PagedList(look, self._widgets(ask.rows), _MORE))
        for option in ask.options:
            self._offer(option)
        self.arrange()

    def choices_standing(self) -> QBoxLayout:
        """Save height for the rows where words are few enough for it."""
        theme, ways = self.look.theme, self._ways
        width = theme.width - 2 * theme.margin
        is_row = len(ways) > _FEW and suits_a_row(theme, ways, width)
        return self.choices_side_by_side() if is_row else super().choices_standing()

    def _offer(self, option: Option) -> None:
        emphasis = Emphasis.PRIMARY if option.is_primary else Emphasis.SECONDARY
        # Three icons leave no room for words in a standing window's row.
        is_tight = self.look.theme.is_portrait and len(self._options) > _FEW
        icon = "" if is_tight else option.icon
        key = f"technician.option.{option.choice}"
        self._ways.append(self.offer(key, option.choice, icon, emphasis))

    @property
    def kind(self) -> str:
        """Name for scripts and pictures."""
        return f"technician-{self._topic}"

    @property
    def more(self) -> str:
        """Text key of the button that turns to further rows."""
        return _MORE

    def _show_beside(self, ask: ShowSheet) -> None:
        self.show_picture(PortraitView(self.look, ask.picture))
        for row in ask.rows:
            words = say(self.look.texts, row.title)
            line = f" {say(self.look.texts, row.line)}" if row.line else ""
            self.say(words + line, TextRole.CAPTION)

    def _widgets(self, rows: tuple[Row, ...]) -> list[QWidget]:
        widgets: list[QWidget] = []
        for row in rows:
            widget = row_widget(row, self.look)
            if isinstance(widget, TouchButton):
                widget.clicked.connect(lambda _=False, c=row.choice: self.answer(c))
            widgets.append(widget)
        return widgets
