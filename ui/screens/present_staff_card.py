"""Where the staff card goes: in the place of the resident's."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.staffing import PresentStaffCard
    from ui.look import Look

__all__ = ["PresentStaffCardScreen"]


class PresentStaffCardScreen(Screen):
    """Asks the resident to take the card out and staff to insert theirs."""

    name: ClassVar[str] = "present-staff-card"

    def __init__(self, ask: PresentStaffCard, look: Look) -> None:
        """Say both steps; the reader answers, not a touch."""
        super().__init__(look)
        del ask
        self.say(look.texts.say("present-staff-card.title"), TextRole.TITLE)
        self.say(look.texts.say("present-staff-card.body"))
        self.show_picture(TerminalDrawing(look, Act.INSERT_CARD))
        self.arrange()
