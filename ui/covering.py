"""The countdown over a screen: laid on, counted, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.sound import Sound
from ui.widgets.idle_cover import IdleCover

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.terminal.stage import IdleWarning
    from ui.hearing import Hearing
    from ui.look import Look
    from ui.window import TerminalWindow

__all__ = ["Covering"]


class Covering:
    """Covers one window.

    Attributes:
        cover: What lies over the page now, if anything.
    """

    def __init__(
        self, window: TerminalWindow, hearing: Hearing, stayed: Callable[[], None]
    ) -> None:
        """Say who hears that somebody wants more time."""
        self._window, self._hearing, self._stayed = window, hearing, stayed
        self.cover: IdleCover | None = None

    def warn(self, warning: IdleWarning | None, look: Look) -> None:
        """Lay the countdown over the screen, count on, or take it away."""
        if warning is None:
            self.cover = None
            self._window.cover(None)
        elif self.cover is not None:
            self.cover.count(warning.seconds_left)
        else:
            self._hearing.play(Sound.ATTENTION)
            self.cover = IdleCover(look, warning.seconds_left)
            self.cover.stayed.connect(self._stayed)
            self._window.cover(self.cover)
            self._hearing.tell(self.cover.spoken())
