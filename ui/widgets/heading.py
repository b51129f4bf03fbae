"""What this is about: the place on the welcome screen, the service in a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icon import icon_pixmap
from ui.theme import TextRole
from ui.widgets.words import Words

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Heading"]


class Heading(QWidget):
    """One quiet line with an icon."""

    def __init__(self, look: Look, service: str) -> None:
        """Name a service by its key, or the place when there is none."""
        super().__init__()
        theme, texts = look.theme, look.texts
        key = f"service.{service}.title" if service else "place.name"
        icon = service or "house"
        sign = QLabel()
        sign.setPixmap(icon_pixmap(icon, theme.palette.primary, theme.px(24)))
        colour = theme.palette.primary
        words = Words(look, texts.say(key), TextRole.BUTTON, colour=colour)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
