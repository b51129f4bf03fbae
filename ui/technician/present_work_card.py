"""Where staff put their card to come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.diagnostics.sign_in import PresentWorkCard
    from ui.look import Look

__all__ = ["PresentWorkCardScreen"]


class PresentWorkCardScreen(Screen):
    """The reader answers, not a touch."""

    name: ClassVar[str] = "present-work-card"

    def __init__(self, ask: PresentWorkCard, look: Look) -> None:
        """Say what to do, and how one gets out again."""
        super().__init__(look)
        del ask
        self.say(look.texts.say("technician.present-card.title"), TextRole.TITLE)
        self.say(look.texts.say("technician.present-card.body"))
        self.show_picture(TerminalDrawing(look, Act.INSERT_CARD))
        self.arrange()
