"""Choices side by side, where that is still easy to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from ui.theme import TextRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QWidget

    from ui.theme import Theme

__all__ = ["choice_row", "suits_a_row"]

_LINES = 2
_PADDING_DP = 24


def choice_row(theme: Theme, choices: Sequence[QWidget]) -> QBoxLayout:
    """Lay choices in one row, all of one width."""
    row = QHBoxLayout()
    row.setSpacing(theme.gap)
    for choice in choices:
        row.addWidget(choice, 1)
    return row


def suits_a_row(theme: Theme, choices: Sequence[QWidget], room: QSize) -> bool:
    """Whether choices are better in one row, in so many pixels below the words.

    They are where each needs two lines at most, and where a column has no room.
    """
    each = (room.width() + theme.gap) // len(choices) - theme.gap
    line = QFontMetrics(theme.font(TextRole.BUTTON)).lineSpacing()
    most = max(theme.target, round((_LINES + 0.5) * line) + theme.px(_PADDING_DP))
    heights = [choice.heightForWidth(room.width()) for choice in choices]
    column = sum(heights) + theme.gap * len(choices)
    is_easy = all(choice.heightForWidth(each) <= most for choice in choices)
    return is_easy or column > room.height()
