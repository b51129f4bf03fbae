"""Targets to be touched one by one, so that the surface can be calibrated."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from kiosk.domain.calibration import Touch
from ui.technician.whole_surface import WholeSurface, WholeSurfaceScreen
from ui.theme import TextRole
from ui.widgets.brushwork import draw_words
from ui.window import TerminalWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from kiosk.diagnostics.touch_work import TouchTargets
    from kiosk.domain.calibration import Spot
    from ui.look import Look

__all__ = ["TouchTargetsScreen"]

_QUIET_MS = 30_000
_RING_DP, _DOT_DP, _ARM_DP = 30, 5, 46


class _Target(WholeSurface):
    """One cross in a ring, with what to do in words away from it.

    Signals:
        pressed: A finger came down, wherever.
    """

    pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._at: Spot | None = None
        self._words = ""

    def show_target(self, at: Spot, words: str) -> None:
        """Show it at a place of the window."""
        self._at, self._words = at, words
        self.setAccessibleName(words)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a touch; where it was, the window knows better."""
        del event
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw target and words."""
        del event
        if self._at is None:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self._at.x * self.width(), self._at.y * self.height())
        painter.setPen(QPen(QColor(theme.palette.primary), theme.px(3)))
        arm, ring = theme.px(_ARM_DP), theme.px(_RING_DP)
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        painter.drawEllipse(middle, ring, ring)
        painter.setBrush(QColor(theme.palette.seal))
        painter.drawEllipse(middle, theme.px(_DOT_DP), theme.px(_DOT_DP))
        painter.setFont(theme.font(TextRole.HEADING))
        quarter = self.height() // 4
        words = self.rect().adjusted(theme.margin, quarter, -theme.margin, -2 * quarter)
        draw_words(painter, words, self._words, theme.palette.ink)
        painter.end()


class TouchTargetsScreen(WholeSurfaceScreen):
    """Answers with a touch for each target; with none when nobody touched for long."""

    name: ClassVar[str] = "touch-targets"

    def __init__(self, ask: TouchTargets, look: Look) -> None:
        """Show the first target over the whole window."""
        super().__init__(look)
        self._left = list(ask.targets)
        self._count = len(ask.targets)
        self._touches: list[Touch] = []
        self._target = _Target(look)
        self._target.pressed.connect(self._pressed)
        self._show_next()
        self.cover(self._target, _QUIET_MS, lambda: self.answer(()))

    def _show_next(self) -> None:
        words = self.look.texts.say(
            "technician.touch-targets.body",
            number=self._count - len(self._left) + 1,
            count=self._count,
        )
        self._target.show_target(self._left[0], words)

    def _pressed(self) -> None:
        window = self.window()
        if self.is_locked or not isinstance(window, TerminalWindow):
            return
        self._touches.append(Touch(self._left.pop(0), window.correction.told))
        if self._left:
            self._show_next()
            self.wait_on()
        else:
            self.answer(tuple(self._touches))
