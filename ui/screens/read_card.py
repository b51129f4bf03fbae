"""Where the card goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.question import ReadCard
    from ui.look import Look

__all__ = ["ReadCardScreen"]


class ReadCardScreen(Screen):
    """Shows how to insert the card; the reader answers, not a touch."""

    name: ClassVar[str] = "read-card"

    def __init__(self, ask: ReadCard, look: Look) -> None:
        """Say and show where the card goes."""
        super().__init__(look)
        del ask
        self.say(look.texts.say("read-card.title"), TextRole.TITLE)
        self.say(look.texts.say("read-card.body"))
        self.show_picture(TerminalDrawing(look, Act.INSERT_CARD))
        self.arrange()
