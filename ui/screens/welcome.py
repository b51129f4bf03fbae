"""The terminal waits: greeting, what the hall tells, and what can be done here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer

from kiosk.ports.hall_board import HallBoard
from kiosk.terminal.stage import Choice
from ui.comfort import TextSize
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import TouchButton
from ui.widgets.card import ServiceCard
from ui.widgets.flower import Flower
from ui.widgets.hall_lines import hall_lines
from ui.widgets.pages import PLACES, at_once, side_by_side

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kiosk.terminal.stage import Offer, WelcomeScene
    from ui.look import Look

__all__ = ["Welcome"]

_CLOCK_MS = 1000
_LINES_IN_LARGE = 1
"""How much of what the hall tells fits where words are large."""


class Welcome(Screen):
    """Offers the commonest services; answers with the key of the one chosen.

    All others are one touch further, or found by their first letters.
    """

    name: ClassVar[str] = "welcome"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, scene: WelcomeScene, look: Look) -> None:
        """Show a card for each service, the closed ones with their reason."""
        super().__init__(look)
        texts, colours = look.texts, look.theme.palette
        self.show_picture(Flower(look))
        self._moment = self.say("", colour=colours.primary)
        self._moment.setObjectName("moment")
        self.say(texts.say("welcome.title"), TextRole.DISPLAY)
        places = at_once(look, PLACES)
        has_more = len(scene.offers) > places
        if self._has_room(scene, is_full=has_more):
            self.say(texts.say("welcome.body"), colour=colours.quiet)
        lines = hall_lines(scene.board, look, datetime.now().astimezone())
        for line in lines[: _LINES_IN_LARGE if self._is_large() else None]:
            self.show_words(line, line.words)
        # Low hands and short screens have room where names stand alone.
        is_low = look.theme.lies_low and self._is_large()
        is_short = has_more and (is_low or self.look.theme.is_short)
        for offer in scene.offers[: self._shown(scene, places)]:
            self.add_choice(self._card(offer, is_short=is_short))
        if has_more:
            self.add_choice(self._ways_on())
        self._tell_time()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start(_CLOCK_MS)
        self.arrange()

    def _shown(self, scene: WelcomeScene, places: int) -> int:
        """Tell how many services get a card; one gives way to what the hall tells."""
        if len(scene.offers) <= places:
            return places
        is_tight = self._is_large() and scene.board != HallBoard()
        return places - (2 if is_tight and self.look.theme.is_portrait else 1)

    def _is_large(self) -> bool:
        return self.look.theme.text_size in (TextSize.ELDER, TextSize.LARGEST)

    def _has_room(self, scene: WelcomeScene, *, is_full: bool) -> bool:
        """Whether a line of advice fits: services and what the hall tells go first."""
        is_tight = is_full and (self.look.theme.is_short or self._is_large())
        return scene.board == HallBoard() and not is_tight

    def _card(self, offer: Offer, *, is_short: bool) -> ServiceCard:
        texts = self.look.texts
        line = "" if is_short else texts.say(f"service.{offer.key}.subtitle")
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
        card.clicked.connect(lambda: self.answer(Choice(offer.key)))
        return card

    def _ways_on(self) -> QWidget:
        ways = []
        for view, key, icon in (
            ("all", "welcome.more", "layers"),
            ("search", "welcome.search", "search"),
        ):
            button = TouchButton(self.look, key, icon)
            button.clicked.connect(lambda _=False, to=view: self.turned.emit(to))
            ways.append(button)
        return side_by_side(self.look, ways)

    def _tell_time(self) -> None:
        now = datetime.now().astimezone()
        day = self.look.texts.say_day(now.date())
        shown = self.look.texts.say("welcome.moment", day=day, time=f"{now:%H:%M}")
        if shown != self._moment.text():
            self._moment.setText(shown)
