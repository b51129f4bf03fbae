"""A grid of keys with *delete* behind the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.entry import EntryButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.look import Look

__all__ = ["CharacterKey", "KeyGrid"]

_GAP_DP = 5


class KeyGrid(QWidget):
    """Keys in rows; *delete* takes what the last row leaves.

    Attributes:
        delete: The key that takes the last thing away.

    Signals:
        typed: A key was touched; carries what it types.
        deleted: The last thing shall go.
    """

    typed = Signal(str)
    deleted = Signal()

    def __init__(
        self, look: Look, keys: Sequence[tuple[TouchButton, str]], columns: int
    ) -> None:
        """Lay out keys, each with what it types."""
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.theme.px(_GAP_DP))
        for place, (key, types) in enumerate(keys):
            key.clicked.connect(lambda _=False, it=types: self.typed.emit(it))
            grid.addWidget(key, *divmod(place, columns))
        self.delete = TouchButton(look, "keypad.delete", "", Emphasis.QUIET)
        self.delete.clicked.connect(self.deleted)
        row, column = divmod(len(keys), columns)
        grid.addWidget(self.delete, row, column, 1, columns - column)
        for each in range(columns):
            grid.setColumnStretch(each, 1)


class CharacterKey(EntryButton):
    """One character, narrower than other buttons so that all stand together."""

    def __init__(self, look: Look, character: str) -> None:
        """Show the character, which is the key's value as well."""
        words = look.texts.say("told", words=character)
        super().__init__(look, character, words, "", Emphasis.QUIET)

    @property
    def padding(self) -> int:
        """Leave little space beside one character."""
        return self.look.theme.px(4)
