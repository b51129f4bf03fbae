"""A calibration on trial: who can touch the button keeps it, else it goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.emblem import Emblem
from ui.window import TerminalWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from kiosk.diagnostics.touch_work import TryCalibration
    from ui.look import Look

__all__ = ["TryCalibrationScreen"]

_SECONDS, _SECOND_MS = 20, 1000


class TryCalibrationScreen(Screen):
    """Answers whether the button was touched; the correction holds while it stands."""

    name: ClassVar[str] = "try-calibration"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4
    drafted: ClassVar[tuple[str, ...]] = ("_left",)

    def __init__(self, ask: TryCalibration, look: Look) -> None:
        """Say what to touch, and how long it may take."""
        super().__init__(look)
        self._calibration = ask.calibration
        self._left = _SECONDS
        texts = look.texts
        self.show_picture(Emblem(look, "hand"))
        self.say(texts.say("technician.try-calibration.title"), TextRole.TITLE)
        self.say(texts.say("technician.try-calibration.body"))
        self._rest = self.say("", colour=look.theme.palette.quiet)
        self._rest.setObjectName("moment")
        self.offer(
            "technician.option.keep-calibration",
            value=True,
            icon="check",
            emphasis=Emphasis.PRIMARY,
        )
        self.offer("technician.option.drop-calibration", value=False)
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._count_down)
        self.show_draft()
        self.arrange()

    def show_draft(self) -> None:
        """Show how long is left."""
        key = "technician.try-calibration.left"
        self._rest.setText(self.look.texts.say(key, seconds=self._left))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin the trial."""
        super().showEvent(event)
        window = self.window()
        if isinstance(window, TerminalWindow) and not self.is_locked:
            window.correction.try_out(self, self._calibration)
            self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """End the trial, whatever came in its place."""
        self._end()
        super().hideEvent(event)

    def lock(self) -> None:
        """End the trial with the answer."""
        self._end()
        super().lock()

    def _end(self) -> None:
        self._second.stop()
        window = self.window()
        if isinstance(window, TerminalWindow):
            window.correction.end_trial(self)

    def _count_down(self) -> None:
        self._left -= 1
        self.show_draft()
        if self._left <= 0:
            self.answer(False)  # noqa: FBT003 - the answer itself
