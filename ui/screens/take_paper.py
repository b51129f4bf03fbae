"""The sheets are out: take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.question import TakePaper
    from ui.look import Look

__all__ = ["TakePaperScreen"]


class TakePaperScreen(Screen):
    """True when the resident holds every sheet."""

    name: ClassVar[str] = "take-paper"

    def __init__(self, ask: TakePaper, look: Look) -> None:
        """Say how many sheets there are to take."""
        super().__init__(look)
        self.say(look.texts.say("take-paper.title"), TextRole.TITLE)
        self.say(look.texts.say("take-paper.body", sheets=ask.sheets))
        self.show_picture(TerminalDrawing(look, Act.TAKE_PAPER))
        self.offer(
            "take-paper.taken", value=True, icon="check", emphasis=Emphasis.PRIMARY
        )
        self.offer("take-paper.missing", value=False)
        self.arrange()
