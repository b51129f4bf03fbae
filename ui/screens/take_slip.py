"""The slip is out: take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.question import TakeSlip
    from ui.look import Look

__all__ = ["TakeSlipScreen"]


class TakeSlipScreen(Screen):
    """Shows where the slip is; there is nothing to decide."""

    name: ClassVar[str] = "take-slip"

    def __init__(self, ask: TakeSlip, look: Look) -> None:
        """Say where to find it."""
        del ask
        super().__init__(look)
        self.say(look.texts.say("take-slip.title"), TextRole.TITLE)
        self.say(look.texts.say("take-slip.body"))
        self.show_picture(TerminalDrawing(look, Act.TAKE_PAPER))
        self.offer("take-slip.taken", None, icon="check", emphasis=Emphasis.PRIMARY)
        self.arrange()
