"""The way back and the way out, at the bottom of every screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.words import Words

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Foot", "Ways"]


@dataclass(frozen=True, slots=True)
class Ways:
    """Which ways are open; outside a visit there is nothing to leave."""

    is_serving: bool = False
    can_go_back: bool = False
    can_leave: bool = False


class Foot(QWidget):
    """Back at the left, the low-reach switch in the middle, leave at the right.

    Signals:
        used: A way was taken: ``back``, ``leave`` or ``reach``.
    """

    used = Signal(str)

    def __init__(self, look: Look, ways: Ways) -> None:
        """Show the ways; those that are closed keep their place, disabled."""
        super().__init__()
        self._look = look
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.theme.gap)
        if ways.is_serving:
            self._way("back", "arrow-left", is_open=ways.can_go_back)
        else:
            self._say_hotline()
        if look.theme.is_portrait:
            self._way("reach", "accessibility", is_open=True)
        if ways.is_serving:
            self._way("leave", "log-out", is_open=ways.can_leave)

    def lock(self) -> None:
        """Close the ways of the visit; comfort stays."""
        for button in self.findChildren(TouchButton):
            if button.objectName() != "foot.reach":
                button.setEnabled(False)

    def _way(self, name: str, icon: str, *, is_open: bool) -> None:
        key = f"foot.{name}"
        if name == "reach" and self._look.theme.low_reach:
            key = "foot.reach-back"
        button = TouchButton(self._look, key, icon, Emphasis.QUIET)
        button.setObjectName(f"foot.{name}")
        button.setEnabled(is_open)
        button.clicked.connect(lambda: self.used.emit(name))
        self._row.addWidget(button, 1)

    def _say_hotline(self) -> None:
        colour = self._look.theme.palette.quiet
        words = self._look.texts.say("foot.hotline")
        hotline = Words(self._look, words, TextRole.CAPTION, colour=colour)
        self._row.addWidget(hotline, 2, Qt.AlignmentFlag.AlignVCenter)
