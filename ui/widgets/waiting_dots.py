"""Three dots that breathe one after the other: the machine is alive."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

    from ui.look import Look

__all__ = ["WaitingDots"]

_FRAME_MS = 50
_CYCLE_SECONDS = 1.8
_DOTS = 3


class WaitingDots(QWidget):
    """Slow enough not to hurry anybody."""

    moves: ClassVar[bool] = True

    def __init__(self, look: Look) -> None:
        """Start still."""
        super().__init__()
        self._look = look
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Preferred)

    def sizeHint(self) -> QSize:
        """Ask for room for three dots."""
        return QSize(self._look.theme.px(160), self._look.theme.px(120))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to breathe."""
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop, so that nothing works unseen."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each dot by its place in the breath."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.palette.primary))
        step = self._look.theme.px(44)
        for dot in range(_DOTS):
            breath = self._breath(dot)
            painter.setOpacity(0.35 + 0.65 * breath)
            radius = self._look.theme.px(9 + 5 * breath)
            across = self.width() / 2 + (dot - 1) * step
            painter.drawEllipse(QPointF(across, self.height() / 2), radius, radius)
        painter.end()

    def _breath(self, dot: int) -> float:
        # The clock of the machine, so that one wait flows into the next.
        turn = time.monotonic() / _CYCLE_SECONDS - dot / (2 * _DOTS)
        return 0.5 + 0.5 * math.sin(2 * math.pi * turn)
