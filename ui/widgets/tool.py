"""A tool in the bar of comforts: an icon over a short word."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRect, QSize

from ui.icon import icon_pixmap
from ui.theme import TextRole
from ui.widgets.brushwork import draw_words
from ui.widgets.button import Emphasis, TouchButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from ui.look import Look

__all__ = ["Tool"]


class Tool(TouchButton):
    """A small button that is still a full target."""

    turn: ClassVar[int] = 2

    def __init__(self, look: Look, key: str, icon: str) -> None:
        """Make a tool that says the text of a key under its icon."""
        super().__init__(look, key, icon, Emphasis.QUIET)

    @property
    def role(self) -> TextRole:
        """Tools speak in captions, which are 18 dp in elder mode."""
        return TextRole.CAPTION

    @property
    def padding(self) -> int:
        """Tools stand close together."""
        return self.look.theme.px(6)

    @property
    def icon_side(self) -> int:
        """Icons of tools are a little larger than their words."""
        return self.look.theme.px(24)

    def words_width(self, width: int) -> int:
        """Tell how wide the words may be; the icon is above them."""
        return width - 2 * self.look.theme.px(2)

    def height_needed(self, width: int) -> int:
        """Measure the height of icon and words together."""
        words = self.words_height(self.words_width(width))
        return words + self.icon_side + 2 * self.padding

    def minimumSizeHint(self) -> QSize:
        """Leave the words whole."""
        width = self.measured.narrowest(self.text()) + 2 * self.look.theme.px(2) + 2
        target = self.look.theme.target
        return QSize(max(width, target), self.heightForWidth(max(width, target)))

    def sizeHint(self) -> QSize:
        """Ask for one line under the icon."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        width = words + 2 * self.padding
        return QSize(width, self.heightForWidth(width))

    def words_box(self) -> QRect:
        """Tell where the words stand: at the bottom."""
        width = self.words_width(self.width())
        height = self.words_height(width)
        left = (self.width() - width) // 2
        return QRect(left, self._top() + self.icon_side, width, height)

    def draw_content(self, painter: QPainter, ink: str) -> None:
        """Draw the icon over the words."""
        side = self.icon_side
        left = (self.width() - side) // 2
        painter.drawPixmap(left, self._top(), icon_pixmap(self._icon, ink, side))
        painter.setFont(self.font())
        draw_words(painter, self.words_box(), self.text(), ink)

    def _top(self) -> int:
        width = self.words_width(self.width())
        words = self.words_height(width)
        return (self.height() - words - self.icon_side) // 2
