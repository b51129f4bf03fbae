"""Where a printed code is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.checking import ScanCode
    from ui.look import Look

__all__ = ["ScanCodeScreen"]


class ScanCodeScreen(Screen):
    """Shows how to hold the paper; the scanner answers, not a touch."""

    name: ClassVar[str] = "scan-code"

    def __init__(self, ask: ScanCode, look: Look) -> None:
        """Say and show where the code goes."""
        super().__init__(look)
        del ask
        self.say(look.texts.say("scan-code.title"), TextRole.TITLE)
        self.say(look.texts.say("scan-code.body"))
        self.show_picture(TerminalDrawing(look, Act.SCAN_PAPER))
        self.arrange()
