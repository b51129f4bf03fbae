"""What this is about: the place on the welcome screen, the service in a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icon import icon_pixmap
from ui.theme import TextRole
from ui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from ui.look import Look

__all__ = ["Heading"]


_HOLD_MS = 3000


class Heading(QWidget):
    """One quiet line with an icon.

    Signals:
        held: A finger stayed on it for three seconds, as staff know to do.
    """

    held = Signal()

    def __init__(self, look: Look, service: str) -> None:
        """Name a service by its key, or the place when there is none."""
        super().__init__()
        self._look = look
        self._sign = QLabel()
        colour = look.theme.palette.primary
        self._words = Words(look, "", TextRole.BUTTON, colour=colour)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.px(10))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_HOLD_MS)
        self._hold.timeout.connect(self.held)
        self.name(service)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to count."""
        self._hold.start()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop counting; a short touch means nothing."""
        self._hold.stop()
        event.accept()

    def name(self, service: str) -> None:
        """Name another service, or the place."""
        key = f"service.{service}.title" if service else "place.name"
        theme = self._look.theme
        side = round(theme.text_px(TextRole.BUTTON) * 1.3)
        icon = icon_pixmap(service or "house", theme.palette.primary, side)
        self._sign.setPixmap(icon)
        self._words.setText(self._look.texts.say(key))
