"""A query's answer as pages of a few rows, each cell beside its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.private_words import PrivateWords
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.domain.business import WordsOf
    from kiosk.visit.business import ShowTable
    from ui.look import Look

__all__ = ["ShowTableScreen"]

_ROWS = 2


class ShowTableScreen(Screen):
    """Shows a page of rows; *more* brings the next, round and round."""

    name: ClassVar[str] = "show-table"

    def __init__(self, ask: ShowTable, look: Look) -> None:
        """Show the first page."""
        super().__init__(look)
        self._table, self._first = ask.table, 0
        is_roomy = look.theme.is_portrait and not look.theme.text_size.is_elder
        self._at_once = _ROWS if is_roomy and not look.theme.low_reach else 1
        self.say(told(look, ask.table.title), TextRole.TITLE)
        self._place = self.say("", colour=look.theme.palette.quiet)
        self._rows = [PrivateWords(look, "", "") for _ in range(self._at_once)]
        for row in self._rows:
            self.show_words(row, row)
        if len(ask.table.rows) > self._at_once:
            more = TouchButton(look, "show-table.more", "chevron-right")
            more.clicked.connect(self._turn)
            self.add_choice(more)
        if ask.table.rows:
            self.add_choice(self.hide_until_held(*self._rows))
        self.offer("show-table.done", None, "check", Emphasis.PRIMARY)
        self._show()
        self.arrange()

    def _turn(self) -> None:
        following = self._first + self._at_once
        self._first = following if following < len(self._table.rows) else 0
        self._show()

    def _show(self) -> None:
        texts, total = self.look.texts, len(self._table.rows)
        if total:
            last = min(self._first + self._at_once, total)
            place = texts.say(
                "show-table.place", first=self._first + 1, last=last, total=total
            )
        else:
            place = texts.say("show-table.empty")
        self._place.setText(place)
        shown = self._table.rows[self._first : self._first + self._at_once]
        for place_in_page, words in enumerate(self._rows):
            is_there = place_in_page < len(shown)
            row = shown[place_in_page] if is_there else ()
            public, private = (self._line(row, hides=it) for it in (True, False))
            words.tell(public, private)

    def _line(self, row: tuple[WordsOf, ...], *, hides: bool) -> str:
        """Say each cell after its heading; what row it is may be seen by all."""
        texts, language = self.look.texts, self.look.texts.language
        hidden = texts.say("privacy.hidden")
        cells = [cell.told(language) or "—" for cell in row]
        told_cells = [*cells[:1], *(hidden for _ in cells[1:])] if hides else cells
        labels = [column.told(language) for column in self._table.columns]
        return "\n".join(
            texts.say("review-form.line", label=label, value=value)
            for label, value in zip(labels, told_cells, strict=bool(row))
        )
