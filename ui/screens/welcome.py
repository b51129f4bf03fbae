"""The terminal waits: greeting, day and time, and what can be done here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.card import ServiceCard
from ui.widgets.flower import Flower
from ui.widgets.pages import NextButton, at_once

if TYPE_CHECKING:
    from kiosk.terminal.stage import Offer, WelcomeScene
    from ui.look import Look

__all__ = ["Welcome"]

_CLOCK_MS = 1000
_PLACES = 4


class Welcome(Screen):
    """Offers the services; answers with the key of the one chosen."""

    name: ClassVar[str] = "welcome"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, scene: WelcomeScene, look: Look) -> None:
        """Show a card for each service, the closed ones with their reason."""
        super().__init__(look)
        texts, colours = look.texts, look.theme.palette
        self.show_picture(Flower(look))
        self._moment = self.say("", colour=colours.primary)
        self.say(texts.say("welcome.title"), TextRole.DISPLAY)
        self.say(texts.say("welcome.body"), colour=colours.quiet)
        self._cards = [self._card(offer) for offer in scene.offers]
        for card in self._cards:
            self.add_choice(card)
        places = at_once(look, _PLACES)
        if len(self._cards) > places:
            self._add_next(places - 1)
        self._tell_time()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start(_CLOCK_MS)
        self.arrange()

    def _card(self, offer: Offer) -> ServiceCard:
        texts = self.look.texts
        line = texts.say(f"service.{offer.key}.subtitle")
        if offer.is_limited:
            line = texts.say("welcome.limited")
        if offer.closures:
            line = texts.say(f"closed.{offer.closures[0]}")
        card = ServiceCard(
            self.look,
            f"service.{offer.key}.title",
            offer.key,
            line,
            is_open=offer.is_open,
        )
        card.clicked.connect(lambda: self.answer(offer.key))
        return card

    def _add_next(self, count: int) -> None:
        following = NextButton(self.look, "welcome.more", "layers", self._cards, count)
        self.add_choice(following)

    def _tell_time(self) -> None:
        now = datetime.now().astimezone()
        day = self.look.texts.say_day(now.date())
        shown = self.look.texts.say("welcome.moment", day=day, time=f"{now:%H:%M}")
        if shown != self._moment.text():
            self._moment.setText(shown)
