"""Words on the ground of a screen: wrapped, in one role, never clipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.theme import TextRole
from ui.widgets.line_end import bound
from ui.widgets.measured import Measured

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from ui.look import Look

__all__ = ["Words"]


class Words(QLabel):
    """One paragraph; its height follows from its width.

    Attributes:
        measured: What its words need.
    """

    def __init__(
        self,
        look: Look,
        words: str,
        role: TextRole = TextRole.BODY,
        *,
        colour: str = "",
        is_centred: bool = False,
    ) -> None:
        """Say words in a role, in ink unless another colour is given."""
        super().__init__()
        self.setText(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        font = look.theme.font(role)
        self.setFont(font)
        self.measured = Measured(font)
        self._colour(colour or look.theme.palette.ink)
        across = Qt.AlignmentFlag
        side = across.AlignHCenter if is_centred else across.AlignLeft
        self.setAlignment(side | across.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, words: str) -> None:
        """Say other words; no character of theirs stands alone on the last line."""
        self._said = words
        super().setText(bound(words))
        # Who has it read out hears the words as they are.
        self.setAccessibleName(words)

    def text(self) -> str:
        """Give the words as they were said."""
        return self._said

    def heightForWidth(self, width: int) -> int:
        """Tell the height that all words need at a width."""
        return self.measured.height(self.text(), width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Insist on all words where a nested layout would cut the last line."""
        super().resizeEvent(event)
        needed = self.heightForWidth(self.width())
        if self.height() < needed:
            self.setMinimumHeight(needed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the words, their lines ended where phrases end."""
        del event
        box = self.contentsRect()
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            box,
            self.alignment().value | Qt.TextFlag.TextWordWrap.value,
            self.palette(),
            self.isEnabled(),
            self.measured.lines(self.text(), box.width()),
            QPalette.ColorRole.WindowText,
        )
        painter.end()

    def sizeHint(self) -> QSize:
        """Ask for one line, or for as much as the layout gives."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + 1, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Never become narrower than the longest word."""
        width = self.measured.narrowest(self.text())
        return QSize(width + 2, self.fontMetrics().height())

    def _colour(self, colour: str) -> None:
        palette = self.palette()
        every = QPalette.ColorGroup.All
        palette.setColor(every, QPalette.ColorRole.WindowText, QColor(colour))
        self.setPalette(palette)
