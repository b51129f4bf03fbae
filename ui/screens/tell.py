"""Something said in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.question import Tell
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.emblem import Emblem

if TYPE_CHECKING:
    from kiosk.visit.question import OfferSlip
    from ui.look import Look

__all__ = ["TellScreen"]

_ICONS = {"good": "circle-check", "trouble": "circle-alert"}


class TellScreen(Screen):
    """Waits for "understood"; the mood shows in icon, colour and words."""

    name: ClassVar[str] = "tell"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: Tell | OfferSlip, look: Look) -> None:
        """Say the topic with its facts."""
        super().__init__(look)
        tone = ask.mood if isinstance(ask, Tell) else "good"
        texts, colours, facts = look.texts, look.theme.palette, dict(ask.facts)
        mood = {"good": colours.good, "trouble": colours.seal}
        self.show_picture(Emblem(look, _ICONS.get(tone, "info"), mood.get(tone, "")))
        self.say(texts.say(f"tell.{ask.topic}.title", **facts), TextRole.TITLE)
        self.say(texts.say(f"tell.{ask.topic}.body", **facts))
        self.offer_ways()
        self.arrange()

    def offer_ways(self) -> None:
        """Offer the one way on."""
        self.offer("tell.understood", None, emphasis=Emphasis.PRIMARY)
