"""One point of a list: a small icon and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icon import icon_pixmap
from ui.theme import TextRole
from ui.widgets.words import Words

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Point"]


class Point(QWidget):
    """A sentence with an icon before it.

    Attributes:
        words: The sentence.
    """

    def __init__(
        self,
        look: Look,
        icon: str,
        sentence: str,
        role: TextRole = TextRole.BODY,
        colour: str = "",
    ) -> None:
        """Say a finished sentence; both in one colour where one is given."""
        super().__init__()
        theme = look.theme
        self.words = Words(look, sentence, role, colour=colour)
        sign = QLabel()
        # One line of Noto Sans SC is 1.45 em high; the icon stands beside the first.
        side = round(theme.text_px(role) * 1.45)
        sign.setPixmap(icon_pixmap(icon, colour or theme.palette.primary, side))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.gap)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
