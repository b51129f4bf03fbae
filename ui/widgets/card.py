"""A service on the welcome screen: icon, title, one line, open or closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt

from ui.icon import icon_pixmap
from ui.theme import TextRole
from ui.widgets.brushwork import draw_box, draw_words
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.measured import Measured

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from ui.look import Look

__all__ = ["ServiceCard"]

_ICON_SHARE = 5 / 9
"""Of the tile that it stands in."""
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ServiceCard(TouchButton):
    """One offer; a closed one says why in place of its line."""

    def __init__(  # noqa: PLR0913 - all that a card may show
        self,
        look: Look,
        key: str,
        icon: str,
        line: str,
        *,
        is_open: bool,
        title: str | None = None,
    ) -> None:
        """Show an offer under its title's key, or under a finished title.

        ``line`` is a finished sentence.
        """
        super().__init__(look, key, icon, Emphasis.QUIET, words=title)
        self._line = line
        self._is_open = is_open
        self.line_font = look.theme.font(self.line_role)
        self._line_measured = Measured(self.line_font)
        self.setAccessibleDescription(line)
        self.setEnabled(is_open)

    @property
    def role(self) -> TextRole:
        """The title of a card is a heading."""
        return TextRole.HEADING

    @property
    def line_role(self) -> TextRole:
        """The line under it is read like any other."""
        return TextRole.BODY

    @property
    def padding(self) -> int:
        """Cards are generous where height allows."""
        theme = self.look.theme
        return theme.px(22 if theme.is_portrait else 14)

    @property
    def icon_side(self) -> int:
        """Side of the tinted tile that holds the icon."""
        return self.look.theme.px(72)

    @property
    def has_arrow(self) -> bool:
        """Whether an open service shows an arrow."""
        return True

    @property
    def line(self) -> str:
        """The sentence under the title."""
        return self._line

    def words_width(self, width: int) -> int:
        """Tell how wide title and line may be, tile and arrow taken off."""
        theme = self.look.theme
        arrow = theme.px(28) if self._is_open and self.has_arrow else 0
        return width - 2 * self.padding - self._tile - arrow

    def heightForWidth(self, width: int) -> int:
        """Tell the height of title and line together."""
        room = self.words_width(width)
        needed = max(self._both_heights(room), self.icon_side) + 2 * self.padding
        return max(self.look.theme.target, needed)

    def sizeHint(self) -> QSize:
        """Ask for a column's width."""
        width = self.look.theme.px(380)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Keep every word whole."""
        title = self.measured.narrowest(self.text())
        widest = max(title, self._line_measured.narrowest(self._line))
        return QSize(widest - self.words_width(0) + 2, self.look.theme.target)

    def words_box(self) -> QRect:
        """Tell where the title stands."""
        room = self.words_width(self.width())
        top = (self.height() - self._both_heights(room)) // 2
        left = self.padding + self._tile
        return QRect(left, top, room, self.words_height(room))

    def line_box(self) -> QRect:
        """Tell where the line stands."""
        title = self.words_box()
        room = title.width()
        height = self._line_measured.height(self._line, room)
        top = title.bottom() + 1 + self._line_gap
        return QRect(title.left(), top, room, height)

    def draw_content(self, painter: QPainter, ink: str) -> None:
        """Draw tile, title, line and the arrow of an open service."""
        self._draw_tile(painter, ink)
        colours = self.look.theme.palette
        painter.setFont(self.font())
        draw_words(painter, self.words_box(), self.text(), ink, _TEXT)
        painter.setFont(self.line_font)
        quiet = colours.quiet if self._is_open else colours.on_disabled
        draw_words(painter, self.line_box(), self._line, quiet, _TEXT)
        if self._is_open and self.has_arrow:
            self._draw_arrow(painter)

    def _draw_tile(self, painter: QPainter, ink: str) -> None:
        theme = self.look.theme
        side = self.icon_side
        if not side:
            return
        tile = QRect(self.padding, (self.height() - side) // 2, side, side)
        ground = theme.palette.soft if self._is_open else theme.palette.surface
        draw_box(painter, tile, theme, ground)
        inner = round(side * _ICON_SHARE)
        colour = theme.palette.primary if self._is_open else ink
        corner = tile.center() - QRect(0, 0, inner, inner).center()
        painter.drawPixmap(corner, icon_pixmap(self._icon, colour, inner))

    def _draw_arrow(self, painter: QPainter) -> None:
        theme = self.look.theme
        side = theme.px(24)
        left = self.width() - self.padding - side + theme.px(4)
        arrow = icon_pixmap("chevron-right", theme.palette.primary, side)
        painter.drawPixmap(left, (self.height() - side) // 2, arrow)

    @property
    def _tile(self) -> int:
        """Room that the tile and the gap beside it take."""
        return self.icon_side + self.look.theme.px(18) if self.icon_side else 0

    @property
    def _line_gap(self) -> int:
        return self.look.theme.px(4) if self._line else 0

    def _both_heights(self, room: int) -> int:
        line = self._line_measured.height(self._line, room)
        return self.words_height(room) + self._line_gap + line
