"""A calm word while the machine works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.waiting_dots import WaitingDots

if TYPE_CHECKING:
    from kiosk.visit.ask import Ask
    from ui.look import Look

__all__ = ["Wait"]


class Wait(Screen):
    """Says what the machine waits for; nothing to press."""

    name: ClassVar[str] = "wait"
    leads_with_picture: ClassVar[bool] = True

    def __init__(self, ask: Ask[Any], look: Look) -> None:
        """Say ``wait.<key>``."""
        super().__init__(look)
        self.show_picture(WaitingDots(look))
        self.say(look.texts.say("wait.title"), TextRole.TITLE)
        self.say(look.texts.say(f"wait.{ask.key}"))
        self.arrange()
