"""Consent before the camera looks, with another way on the same screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.question import Agreement
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.point import Point

if TYPE_CHECKING:
    from kiosk.visit.question import Agree
    from ui.look import Look

__all__ = ["AgreeScreen"]

_POINTS = ("camera", "eye-off", "hand")
_KEEPING = 2


class AgreeScreen(Screen):
    """Says what is looked at, why, how long it is kept, and that one may refuse."""

    name: ClassVar[str] = "agree"
    picture_share: ClassVar[int] = 6
    separates_choices: ClassVar[bool] = True

    def __init__(self, ask: Agree, look: Look) -> None:
        """Say the purpose in one sentence and three points."""
        super().__init__(look)
        self.say(look.texts.say("agree.title"), TextRole.TITLE)
        if ask.greeting:
            self.say(look.texts.say("agree.greeting", name=ask.greeting))
        self.say(look.texts.say(f"agree.purpose.{ask.purpose}"))
        for number, icon in enumerate(_POINTS, start=1):
            point = Point(look, icon, look.texts.say(_key(number, ask)))
            self.show_words(point, point.words)
        self.offer("agree.accept", Agreement.AGREE, "check", Emphasis.PRIMARY)
        self.offer("agree.another-way", Agreement.ANOTHER_WAY, "users")
        self.arrange()


def _key(number: int, ask: Agree) -> str:
    """Name a point's text; how long pictures are kept depends on the purpose."""
    is_of_keeping = number == _KEEPING and ask.keeps_pictures
    return f"agree.point.{number}" + (".kept" if is_of_keeping else "")
