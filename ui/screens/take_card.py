"""The card is still in the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.question import TakeCard
    from ui.look import Look

__all__ = ["TakeCardScreen"]


class TakeCardScreen(Screen):
    """Reminds until the reader is empty; the reader answers, not a touch."""

    name: ClassVar[str] = "take-card"

    def __init__(self, ask: TakeCard, look: Look) -> None:
        """Say and show that the card must be taken."""
        super().__init__(look)
        del ask
        self.say(look.texts.say("take-card.title"), TextRole.TITLE)
        self.say(look.texts.say("take-card.body"))
        self.show_picture(TerminalDrawing(look, Act.TAKE_CARD))
        self.arrange()
