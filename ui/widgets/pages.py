"""Many choices a few at a time, with one large button that brings the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.comfort import TextSize
from ui.widgets.button import TouchButton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ui.look import Look

__all__ = ["PLACES", "NextButton", "at_once", "places", "side_by_side"]

PLACES = 4
"""Large choices on the first screen, a row of ways on included."""

_FEWEST = 2
_LARGE = (TextSize.ELDER, TextSize.LARGEST)


def at_once(look: Look, usually: int) -> int:
    """Give how many choices fit beside the button for more.

    One fewer where words are large, the window is short or only the lower half is in
    reach, and one fewer where the voice's tools stand on the page.
    """
    theme = look.theme
    is_tight = theme.text_size in _LARGE or theme.low_reach or theme.is_short
    return max(2, usually - is_tight - theme.reads_aloud)


def places(look: Look, standing: int, lying: int, within_reach: int) -> int:
    """Give how many choices may stand at once, the button for more not counted.

    What the window has no room for is found by measuring; where a hand reaches the
    lower half only, one fewer stands there if words are large.
    """
    if look.theme.lies_low:
        return at_once(look, within_reach)
    return standing if look.theme.is_portrait else lying


def side_by_side(look: Look, widgets: Sequence[QWidget]) -> QWidget:
    """Lay a few ways on in one row, each as wide as the others."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.theme.gap)
    for widget in widgets:
        row.addWidget(widget, 1)
    return whole


class NextButton(TouchButton):
    """Shows the first few choices, and on each touch the next few, round and round.

    It says which few of how many these are: who has seen all need not go on looking.
    """

    def __init__(
        self,
        look: Look,
        key: str,
        choices: Sequence[QWidget],
        count: int,
        *,
        is_narrow: bool = False,
    ) -> None:
        """Show the first ``count`` of the choices and hide the others."""
        super().__init__(look, key, "chevron-down")
        self._more, self._is_narrow = self.text(), is_narrow
        self._choices, self._count, self._first = choices, count, 0
        self.clicked.connect(self._turn)
        self._tell_place()
        # Only hidden here: to show what has no parent yet would open a window.
        for choice in self._choices[count:]:
            choice.hide()
        if count >= len(choices):
            self.hide()

    def show_fewer(self) -> bool:
        """Show one fewer at once; tells whether there was one to spare."""
        if self._count <= _FEWEST:
            return False
        self._count -= 1
        self._turn_to(0)
        self.show()
        return True

    def each_page(self) -> Iterator[None]:
        """Turn to each further page in its turn, and to the first again."""
        for first in range(self._count, len(self._choices), self._count):
            self._turn_to(first)
            yield
        self._turn_to(0)

    def _turn(self) -> None:
        following = self._first + self._count
        self._turn_to(following if following < len(self._choices) else 0)

    def _turn_to(self, first: int) -> None:
        self._first = first
        self._tell_place()
        self._show()

    def _tell_place(self) -> None:
        """Say which page this is, below the words where the button is narrow."""
        page = self._first // self._count + 1
        pages = -(-len(self._choices) // self._count)
        key = "pages.more-narrow" if self._is_narrow else "pages.more"
        words = self.look.texts.say(key, more=self._more, page=page, pages=pages)
        self.setText(words)

    def _show(self) -> None:
        for place, choice in enumerate(self._choices):
            choice.setVisible(self._first <= place < self._first + self._count)
