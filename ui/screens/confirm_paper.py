"""The printer cannot tell: did the paper come out complete?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.question import ConfirmPaper
    from ui.look import Look

__all__ = ["ConfirmPaperScreen"]


class ConfirmPaperScreen(Screen):
    """Both answers weigh the same, so that none is suggested."""

    name: ClassVar[str] = "confirm-paper"
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: ConfirmPaper, look: Look) -> None:
        """Ask for a look into the tray."""
        super().__init__(look)
        self.say(look.texts.say("confirm-paper.title"), TextRole.TITLE)
        self.say(look.texts.say("confirm-paper.body", sheets=ask.sheets))
        self.show_picture(TerminalDrawing(look, Act.TAKE_PAPER))
        self.offer("confirm-paper.complete", value=True, icon="check")
        self.offer("confirm-paper.incomplete", value=False, icon="x")
        self.arrange()
