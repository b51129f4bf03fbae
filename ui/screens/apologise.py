"""The visit cannot go on: why, and who helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.emblem import Emblem

if TYPE_CHECKING:
    from kiosk.visit.question import Apologise
    from ui.look import Look

__all__ = ["ApologiseScreen"]


class ApologiseScreen(Screen):
    """Names the next step, because the resident has none left here."""

    name: ClassVar[str] = "apologise"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: Apologise, look: Look) -> None:
        """Say the fault's resident text and where help is."""
        super().__init__(look)
        texts, colours = look.texts, look.theme.palette
        self.show_picture(Emblem(look, "heart-handshake"))
        self.say(texts.say(f"fault.{ask.trouble}.title"), TextRole.TITLE)
        self.say(texts.say(f"fault.{ask.trouble}.resident"))
        self.say(texts.say("apologise.help"), colour=colours.quiet)
        self.offer("apologise.understood", None, emphasis=Emphasis.PRIMARY)
        self.arrange()
