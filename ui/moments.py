"""When the stage acts by itself: after a hold, after a quiet minute, each second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HOLD_MS", "QUIET_MS", "Moments"]

HOLD_MS = 300
"""Quick errands leave the former screen standing, so that nothing flashes."""
QUIET_MS = 60_000
"""Outside a visit nobody says goodbye: after so long the next person stands there."""


class Moments(QObject):
    """Timers of one stage; they go with their parent."""

    def __init__(
        self,
        parent: QObject,
        quiet_ms: int,
        *,
        end_hold: Callable[[], None],
        fall_quiet: Callable[[], None],
    ) -> None:
        """Say what is done at the end of a hold, and when nobody has touched."""
        super().__init__(parent)
        self._end_hold = end_hold
        self._hold = self._timer(HOLD_MS, end_hold)
        self._quiet = self._timer(quiet_ms, fall_quiet)
        self._seconds = QTimer(self)

    def hold(self) -> None:
        """Begin a hold, unless one runs."""
        if not self._hold.isActive():
            self._hold.start()

    def end_hold(self, *, is_late: bool = False) -> None:
        """End a hold before its time; its deed is done only when it is late."""
        was_held = self._hold.isActive()
        self._hold.stop()
        if was_held and is_late:
            self._end_hold()

    def touch(self) -> None:
        """Count the quiet time from now on."""
        self._quiet.start()

    def every_second(self, tick: Callable[[], None]) -> None:
        """Call a function once a second."""
        self._seconds.timeout.connect(tick)
        self._seconds.start(1000)

    def stop(self) -> None:
        """Do nothing by itself any more."""
        for timer in (self._hold, self._quiet, self._seconds):
            timer.stop()

    def _timer(self, milliseconds: int, deed: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(deed)
        return timer
