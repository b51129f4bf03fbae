"""Long words a leaf at a time, as much as the room holds, with one large button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import TextRole
from ui.widgets.brushwork import words_height
from ui.widgets.button import TouchButton
from ui.widgets.leaf import Leaf, leaves_of
from ui.widgets.picture import Picture
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

    from ui.look import Look
    from ui.widgets.leaf import Passage

__all__ = ["Reader"]

_LEAST_LINES = 3
_CAPTION_SHARE = 0.4
"""How much of a leaf with a picture its caption may take."""


class Reader(QWidget):
    """Cuts what it shows to the room it gets, so that words keep their size.

    Attributes:
        words: The words of the leaf that is shown.
        place: Which leaf of how many it is; empty where there is one alone.

    Signals:
        turned: Another leaf is shown; carries its words.
    """

    turned = Signal(str)

    def __init__(self, look: Look, passages: Iterable[Passage]) -> None:
        """Show the first leaf once there is a room to fill."""
        super().__init__()
        self._look = look
        self._passages = tuple(passages)
        self._leaves: tuple[Leaf, ...] = (Leaf(""),)
        self._leaf = 0
        self.words = Words(look, "")
        quiet = look.theme.palette.quiet
        self.place = Words(look, "", TextRole.CAPTION, colour=quiet)
        self._picture = Picture(look)
        self._more = TouchButton(look, "read-article.more", "chevron-down")
        self._again = TouchButton(look, "read-article.again", "rotate-ccw")
        for part in (self.words, self.place, self._picture, self._more, self._again):
            part.setParent(self)
        for button in (self._more, self._again):
            button.clicked.connect(self._turn)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def sizeHint(self) -> QSize:
        """Ask for much; the layout gives what is left."""
        return QSize(self._look.theme.px(360), self._look.theme.px(400))

    def minimumSizeHint(self) -> QSize:
        """Need room for a few lines and the button."""
        lines = _LEAST_LINES * self.words.fontMetrics().lineSpacing()
        return QSize(self._more.minimumSizeHint().width(), lines + self._below())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew; the place in the words is kept as well as may be."""
        super().resizeEvent(event)
        self._leaves = self._cut(self.height())
        if len(self._leaves) > 1:
            self._leaves = self._cut(self.height() - self._below())
        self._leaf = min(self._leaf, len(self._leaves) - 1)
        self._show()

    def _cut(self, room: int) -> tuple[Leaf, ...]:
        def fits(text: str) -> bool:
            return words_height(self.words.font(), text, self.width()) <= room

        return leaves_of(self._passages, fits)

    def _below(self) -> int:
        """Tell the height of the place and the button, with the gaps above them."""
        gap = self._look.theme.px(8)
        return self._button_height() + self._place_height() + 2 * gap

    def _button_height(self) -> int:
        width = max(self.width(), self._more.minimumSizeHint().width())
        return max(each.heightForWidth(width) for each in (self._more, self._again))

    def _place_height(self) -> int:
        return self.place.fontMetrics().height()

    def _turn(self) -> None:
        self._leaf = (self._leaf + 1) % len(self._leaves)
        self._show()
        self.turned.emit(f"{self.words.text()}\n{self.place.text()}")

    def _show(self) -> None:
        leaf, count = self._leaves[self._leaf], len(self._leaves)
        has_more, is_last = count > 1, self._leaf == count - 1
        self.words.setText(leaf.text)
        said = {"leaf": self._leaf + 1, "count": count}
        place = self._look.texts.say("read-article.place", **said)
        self.place.setText(place if has_more else "")
        self._picture.show_image(leaf.picture)
        self._lay(self.height() - (self._below() if has_more else 0), leaf)
        self._picture.setVisible(bool(leaf.picture))
        self.place.setVisible(has_more)
        # The one in use must not lose the focus before the other has it.
        for button, is_shown in (
            (self._again, has_more and is_last),
            (self._more, has_more and not is_last),
        ):
            button.setVisible(is_shown)

    def _lay(self, room: int, leaf: Leaf) -> None:
        width, gap = self.width(), self._look.theme.px(8)
        needed = self.words.heightForWidth(width)
        self.words.setMinimumHeight(0)
        self.words.setGeometry(0, 0, width, needed if leaf.picture else room)
        below = needed + gap if leaf.picture else room
        self._picture.setGeometry(0, below, width, max(0, room - below))
        top = room + gap
        self.place.setGeometry(0, top, width, self._place_height())
        top += self._place_height() + gap
        for button in (self._more, self._again):
            button.setGeometry(0, top, width, self._button_height())
