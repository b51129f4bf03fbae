"""A life certification is due, and can be done with one touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.emblem import Emblem

if TYPE_CHECKING:
    from kiosk.visit.question import Remind
    from ui.look import Look

__all__ = ["RemindScreen"]

_CALM = "due"


class RemindScreen(Screen):
    """Says how things stand and offers to put them right; true for now."""

    name: ClassVar[str] = "remind"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: Remind, look: Look) -> None:
        """Say what is due, in the seal's colour once it is late."""
        super().__init__(look)
        texts, colours, facts = look.texts, look.theme.palette, dict(ask.facts)
        colour = "" if ask.topic == _CALM else colours.seal
        self.show_picture(Emblem(look, "calendar-check", colour))
        self.say(texts.say(f"remind.{ask.topic}.title", **facts), TextRole.TITLE)
        self.say(texts.say(f"remind.{ask.topic}.body", **facts))
        self.offer(
            "remind.now",
            value=True,
            icon="user-check",
            emphasis=Emphasis.PRIMARY,
        )
        self.offer("remind.later", value=False)
        self.arrange()
