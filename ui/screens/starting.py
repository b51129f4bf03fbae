"""The machine is getting ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.emblem import Emblem

if TYPE_CHECKING:
    from kiosk.terminal.stage import StartingScene
    from ui.look import Look

__all__ = ["Starting"]


class Starting(Screen):
    """Asks for a moment; nothing to press."""

    name: ClassVar[str] = "starting"
    leads_with_picture: ClassVar[bool] = True

    def __init__(self, scene: StartingScene, look: Look) -> None:
        """Say that the terminal starts."""
        super().__init__(look)
        del scene
        self.show_picture(Emblem(look, "sun"))
        self.say(look.texts.say("starting.title"), TextRole.TITLE)
        self.say(look.texts.say("starting.body"))
        self.arrange()
