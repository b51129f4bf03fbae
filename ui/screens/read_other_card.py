"""Where another document of the same person goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.staffing import ReadSecurityCard
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.terminal_drawing import Act, TerminalDrawing

if TYPE_CHECKING:
    from kiosk.visit.staffing import ReadIdCard
    from ui.look import Look

__all__ = ["ReadOtherCardScreen"]


class ReadOtherCardScreen(Screen):
    """Asks for the identity card, or for the social security card beside it."""

    name: ClassVar[str] = "read-other-card"

    def __init__(self, ask: ReadIdCard | ReadSecurityCard, look: Look) -> None:
        """Say and show where the card goes."""
        super().__init__(look)
        self.say(look.texts.say(f"{ask.key}.title"), TextRole.TITLE)
        self.say(look.texts.say(f"{ask.key}.body"))
        is_inserted = isinstance(ask, ReadSecurityCard)
        act = Act.INSERT_CARD if is_inserted else Act.LAY_CARD
        self.show_picture(TerminalDrawing(look, act))
        self.arrange()
