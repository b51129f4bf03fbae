"""The comforts, on every screen: language, text size, contrast, voice, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.tool import Tool

if TYPE_CHECKING:
    from ui.comfort import TextSize
    from ui.look import Look

__all__ = ["Toolbar"]


class Toolbar(QWidget):
    """Five tools in one row, always the same, always at the same place.

    Signals:
        used: One tool was touched; carries its name.
    """

    used = Signal(str)

    def __init__(self, look: Look, size: TextSize, *, is_help_called: bool) -> None:
        """Show each tool with the state it is in."""
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.px(6))
        called = "tool.help-called" if is_help_called else "tool.help"
        for name, key, icon in (
            ("language", "tool.language", "languages"),
            ("text-size", f"tool.text-size.{size}", "a-large-small"),
            ("contrast", f"tool.contrast.{look.theme.contrast}", "contrast"),
            ("listen", "tool.listen", "volume-2"),
            ("help", called, "check" if is_help_called else "headset"),
        ):
            row.addWidget(self._tool(name, key, icon), 1)

    def _tool(self, name: str, key: str, icon: str) -> Tool:
        tool = Tool(self._look, key, icon)
        tool.setObjectName(f"tool.{name}")
        tool.clicked.connect(lambda: self.used.emit(name))
        return tool
