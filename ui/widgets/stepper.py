"""A value between two large buttons, one step less and one step more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import TextRole
from ui.widgets.button import TouchButton
from ui.widgets.words import Words

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Stepper"]

_REPEAT_AFTER_MS, _REPEAT_MS = 600, 120
"""A hand that rests goes on; one that only presses long does not."""


class Stepper(QWidget):
    """Tells its steps; whoever owns it keeps the value.

    Attributes:
        value: The words of the value, to be read aloud with the screen.

    Signals:
        stepped: One less or one more was touched; carries -1 or 1.
    """

    stepped = Signal(int)

    def __init__(self, look: Look, key: str) -> None:
        """Lay the buttons out, which say ``<key>-less`` and ``<key>-more``."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.gap)
        less, more = _button(look, f"{key}-less"), _button(look, f"{key}-more")
        self.value = Words(look, "", TextRole.HEADING, is_centred=True)
        self.value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        less.clicked.connect(lambda: self.stepped.emit(-1))
        more.clicked.connect(lambda: self.stepped.emit(1))
        for widget in (less, self.value, more):
            row.addWidget(widget, 1)

    def show_value(self, text: str) -> None:
        """Show the value between the buttons."""
        self.value.setText(text)


def _button(look: Look, key: str) -> TouchButton:
    """Make a button that goes on for as long as it is held: a birth year is far."""
    button = TouchButton(look, key)
    button.setAutoRepeat(True)
    button.setAutoRepeatDelay(_REPEAT_AFTER_MS)
    button.setAutoRepeatInterval(_REPEAT_MS)
    return button
