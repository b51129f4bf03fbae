"""The way back and the way out, at the bottom of every screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.tool import Tool
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


class _Way(TouchButton):
    """A way back or out, which comes after the choices."""

    turn: ClassVar[int] = 1


class Foot(QWidget):
    """Back at the left, leave at the right, comforts in the middle.

    Signals:
        used: A way was taken: ``back``, ``leave`` or ``reach``.
    """

    used = Signal(str)

    def __init__(self, look: Look, middle: QWidget | None = None) -> None:
        """Put something in the middle, else the low-reach switch."""
        super().__init__()
        self._look = look
        hotline = look.texts.say("foot.hotline")
        quiet = look.theme.palette.quiet
        self._hotline = Words(look, hotline, TextRole.CAPTION, colour=quiet)
        self._back = self._way("back", "foot.back", "arrow-left")
        self._leave = self._way("leave", "foot.leave", "log-out")
        key = "foot.reach-back" if look.theme.low_reach else "foot.reach"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.gap)
        row.addWidget(self._hotline, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._back, 1)
        if middle is None:
            row.addWidget(self._reach(key))
        else:
            row.addWidget(middle, 4)
        row.addWidget(self._leave, 1)

    def open(self, ways: Ways) -> None:
        """Show the ways that are open; a closed one leaves its place free."""
        self._hotline.setVisible(not ways.is_serving)
        self._show(self._back, is_open=ways.can_go_back, keeps_place=ways.is_serving)
        self._show(self._leave, is_open=ways.can_leave, keeps_place=True)

    def lock(self) -> None:
        """Close the ways of the visit; comfort stays."""
        self._back.setEnabled(False)
        self._leave.setEnabled(False)

    def _show(self, way: TouchButton, *, is_open: bool, keeps_place: bool) -> None:
        policy = way.sizePolicy()
        policy.setRetainSizeWhenHidden(keeps_place)
        way.setSizePolicy(policy)
        way.setEnabled(is_open)
        way.setVisible(is_open)

    def _reach(self, key: str) -> Tool:
        tool = Tool(self._look, key, "accessibility")
        tool.clicked.connect(lambda: self.used.emit("reach"))
        return tool

    def _way(self, name: str, key: str, icon: str) -> TouchButton:
        button = _Way(self._look, key, icon, Emphasis.QUIET)
        button.clicked.connect(lambda: self.used.emit(name))
        return button
