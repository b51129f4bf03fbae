"""What goes with the voice: say it again, how fast, how loud; and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.tool import Tool

if TYPE_CHECKING:
    from ui.comfort import Comfort
    from ui.look import Look

__all__ = ["VoiceBar"]


class VoiceBar(QWidget):
    """Stands beside the heading of every screen while it is read aloud.

    Signals:
        used: A tool was touched: ``again``, ``speed`` or ``volume``.
    """

    used = Signal(str)

    def __init__(self, look: Look, comfort: Comfort) -> None:
        """Show the tools with the state they are in."""
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.px(6))
        for name, key, icon in (
            ("again", "voice.again", "rotate-ccw"),
            ("speed", f"voice.speed.{comfort.speed}", "gauge"),
            ("volume", f"voice.volume.{comfort.volume}", "volume-1"),
        ):
            row.addWidget(self._tool(name, key, icon), 1)

    def _tool(self, name: str, key: str, icon: str) -> Tool:
        tool = Tool(self._look, key, icon)
        tool.setObjectName(f"voice.{name}")
        tool.clicked.connect(lambda: self.used.emit(name))
        return tool
