"""The staff card is still in the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.staffing import TakeStaffCard
    from ui.look import Look

__all__ = ["TakeStaffCardScreen"]


class TakeStaffCardScreen(Screen):
    """Reminds staff until the reader is empty; then the resident goes on."""

    name: ClassVar[str] = "take-staff-card"

    def __init__(self, ask: TakeStaffCard, look: Look) -> None:
        """Say and show that the card must be taken."""
        super().__init__(look)
        del ask
        self.say(look.texts.say("take-staff-card.title"), TextRole.TITLE)
        self.say(look.texts.say("take-staff-card.body"))
        self.show_picture(TerminalDrawing(look, Act.TAKE_CARD))
        self.arrange()
