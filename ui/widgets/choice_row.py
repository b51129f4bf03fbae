"""Choices side by side, where that is still easy to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from ui.theme import TextRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from ui.theme import Theme

__all__ = ["choice_row", "lay_in_a_row", "suits_a_row"]

_LINES = 2
_PADDING_DP = 24


def choice_row(theme: Theme, choices: Sequence[QWidget]) -> QBoxLayout:
    """Lay choices in one row, all of one width."""
    row = QHBoxLayout()
    row.setSpacing(theme.gap)
    for choice in choices:
        row.addWidget(choice, 1)
    return row


def lay_in_a_row(theme: Theme, column: QBoxLayout | None, share: int) -> bool:
    """Lay a column's choices side by side; tells whether that was done.

    It has so many tenths of the window's width, in which two lines must hold each
    choice; of no tenths it is done at all events.
    """
    row = QBoxLayout.Direction.LeftToRight
    if column is None or column.count() <= 1 or column.direction() is row:
        return False
    items = [column.itemAt(place) for place in range(column.count())]
    choices = [it.widget() for it in items if it is not None]
    width = (theme.width - 2 * theme.margin) * share // 10
    if share and not suits_a_row(theme, [it for it in choices if it], width):
        return False
    column.setDirection(row)
    for place in range(column.count()):
        column.setStretch(place, 1)
    return True


def suits_a_row(theme: Theme, choices: Sequence[QWidget], width: int) -> bool:
    """Whether each choice needs two lines at most in a row of so many pixels."""
    if not choices:
        return False
    each = (width + theme.gap) // len(choices) - theme.gap
    line = QFontMetrics(theme.font(TextRole.BUTTON)).lineSpacing()
    most = max(theme.target, round((_LINES + 0.5) * line) + theme.px(_PADDING_DP))
    return all(choice.heightForWidth(each) <= most for choice in choices)
