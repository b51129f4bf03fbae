"""Buttons large enough for any hand; pressed only when touch and lift are on it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.icon import icon_pixmap
from ui.theme import TextRole
from ui.widgets.brushwork import draw_box, draw_ring, draw_words
from ui.widgets.measured import Measured

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from ui.look import Look

__all__ = ["Emphasis", "TouchButton"]

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Emphasis(StrEnum):
    """How strongly a button offers itself."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"


class TouchButton(QPushButton):
    """A button with words and perhaps an icon; spoken of by its words.

    Attributes:
        key: Text key of its words, by which a script finds it.
        measured: What its words need.
        turn: Its place for who goes by keys: choices, then ways out, then tools.
    """

    turn: ClassVar[int] = 0

    def __init__(
        self,
        look: Look,
        key: str,
        icon: str = "",
        emphasis: Emphasis = Emphasis.SECONDARY,
        *,
        words: str | None = None,
    ) -> None:
        """Make a button that says the text of a key, or finished words."""
        super().__init__(look.texts.say(key) if words is None else words)
        self.key = key
        self.look = look
        self._icon = icon
        self._emphasis = emphasis
        self.setAccessibleName(self.text())
        font = look.theme.font(self.role)
        self.setFont(font)
        self.measured = Measured(font)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def emphasis(self) -> Emphasis:
        """How strongly it offers itself."""
        return self._emphasis

    @property
    def role(self) -> TextRole:
        """Role of the words."""
        return TextRole.BUTTON

    @property
    def padding(self) -> int:
        """Free space inside the outline."""
        return self.look.theme.px(12)

    @property
    def icon_side(self) -> int:
        """Side of the icon in pixels; nothing without an icon."""
        theme = self.look.theme
        return round(theme.text_px(self.role) * 1.25) if self._icon else 0

    def words_width(self, width: int) -> int:
        """Tell how wide the words may be when the button has a width."""
        beside = self.icon_side + self.look.theme.px(10) if self._icon else 0
        return width - 2 * self.padding - beside

    def heightForWidth(self, width: int) -> int:
        """Tell the height that the words need, but never less than a target."""
        return max(self.look.theme.target, self.height_needed(width))

    def height_needed(self, width: int) -> int:
        """Measure the height that the content needs at a width."""
        return self.words_height(self.words_width(width)) + 2 * self.padding

    def lines(self, width: int) -> int:
        """Tell on how many lines its words stand when the button has a width."""
        height = self.words_height(self.words_width(width))
        return round(height / self.fontMetrics().lineSpacing())

    def words_height(self, room: int) -> int:
        """Tell how high the words stand when they wrap in so much room."""
        return self.measured.height(self.text(), room)

    def sizeHint(self) -> QSize:
        """Ask for all words in one line."""
        chrome = -self.words_width(0)
        width = self.fontMetrics().horizontalAdvance(self.text()) + chrome
        return QSize(max(width + 2, self.look.theme.target), self.look.theme.target)

    def minimumSizeHint(self) -> QSize:
        """Never become smaller than a target or narrower than a word."""
        width = self.measured.narrowest(self.text()) - self.words_width(0) + 2
        return QSize(max(width, self.look.theme.target), self.look.theme.target)

    def words_box(self) -> QRect:
        """Tell where the words stand, for drawing and for tests."""
        room = self.words_width(self.width())
        box = QRect(0, 0, room, self.words_height(room))
        lines = self.fontMetrics().boundingRect(
            box, Qt.TextFlag.TextWordWrap, self.measured.lines(self.text(), room)
        )
        beside = self.width() - 2 * self.padding - room
        box.setWidth(min(room, lines.width() + 2))
        box.moveCenter(self.rect().center() + QPoint(beside // 2, 0))
        return box

    @property
    def has_ring(self) -> bool:
        """Whether the ring is drawn: for those who use keys, never after a touch.

        The window knows what was used last; Qt's own reasons do not tell, since a
        focus that moves because a button was locked counts as one by the tab key.
        """
        window = self.window()
        is_here = self.hasFocus() or getattr(window, "pointed", None) is self
        return is_here and bool(getattr(window, "is_by_keys", False))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the enter key press, too, for keypads that have no space bar."""
        if event.key() in _ENTER_KEYS and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon and words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, line, ink = self.colours()
        draw_box(painter, self.rect(), self.look.theme, fill, line)
        self.draw_content(painter, ink)
        if self.has_ring:
            draw_ring(painter, self.rect(), self.look.theme)
        painter.end()

    def draw_content(self, painter: QPainter, ink: str) -> None:
        """Draw the icon at the left of the words."""
        box = self.words_box()
        if self._icon:
            side = self.icon_side
            left = box.left() - self.look.theme.px(10) - side
            top = box.center().y() - side // 2
            painter.drawPixmap(left, top, icon_pixmap(self._icon, ink, side))
        painter.setFont(self.font())
        draw_words(painter, box, self.text(), ink)

    def colours(self) -> tuple[str, str, str]:
        """Give ground, outline and ink for the present state."""
        colours = self.look.theme.palette
        if not self.isEnabled():
            return colours.disabled, colours.disabled_line, colours.on_disabled
        if self._emphasis is Emphasis.PRIMARY:
            ground = colours.pressed if self.isDown() else colours.primary
            return ground, "", colours.on_primary
        ground = colours.soft if self.isDown() else colours.card
        if self._emphasis is Emphasis.QUIET:
            return ground, colours.line, colours.ink
        return ground, colours.primary, colours.primary
