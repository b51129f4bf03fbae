"""Touches led to where they were meant, before anything in the window sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QMouseEvent

from kiosk.domain.calibration import Calibration, Spot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["TouchCorrection"]


class TouchCorrection:
    """Corrects what the surface tells.

    Attributes:
        kept: The calibration of this terminal.
        told: The newest place as the surface told it, without any correction.
    """

    def __init__(self) -> None:
        """Correct nothing yet."""
        self.kept = Calibration()
        self.told = Spot(0.0, 0.0)
        self._trial: tuple[object, Calibration] | None = None
        self._is_leading = False

    def try_out(self, owner: object, calibration: Calibration) -> None:
        """Correct so until the owner ends it."""
        self._trial = (owner, calibration)

    def end_trial(self, owner: object) -> None:
        """Go back to what is kept, unless the trial is somebody else's by now."""
        if self._trial is not None and self._trial[0] is owner:
            self._trial = None

    def lead(self, window: QWidget, event: QMouseEvent) -> bool:
        """Send a touch on to the place that was meant; false where it may just pass."""
        if self._is_leading:
            return False
        width, height = window.width() or 1, window.height() or 1
        at = event.position()
        self.told = Spot(at.x() / width, at.y() / height)
        used = self._trial[1] if self._trial is not None else self.kept
        if used.is_plain:
            return False
        meant = used.meant(self.told)
        # The last pixel still lies inside; the width itself does not.
        place = QPointF(meant.x * (width - 1), meant.y * (height - 1))
        self._send(window, event, place)
        return True

    def _send(self, window: QWidget, event: QMouseEvent, place: QPointF) -> None:
        sent = QMouseEvent(
            event.type(),
            place,
            QPointF(window.mapToGlobal(place)),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )
        self._is_leading = True
        try:
            QCoreApplication.sendEvent(window.windowHandle(), sent)
        finally:
            self._is_leading = False
