"""The other ways together: staff, another document, a later review."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.staffing import Way
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.point import Point

if TYPE_CHECKING:
    from kiosk.visit.staffing import ChooseWay
    from ui.look import Look

__all__ = ["ChooseWayScreen"]

_ICONS = {
    Way.STAFF: "user-check",
    Way.OTHER_DOCUMENT: "id-card",
    Way.REVIEW: "calendar-check",
}


class ChooseWayScreen(Screen):
    """Says that it is nobody's fault, and offers each way with what it needs."""

    name: ClassVar[str] = "choose-way"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 6

    def __init__(self, ask: ChooseWay, look: Look) -> None:
        """Say what each open way needs, and offer them alike."""
        super().__init__(look)
        self.say(look.texts.say("choose-way.title"), TextRole.TITLE)
        self.say(look.texts.say(f"choose-way.why.{ask.why}"))
        for way in ask.ways:
            line = look.texts.say(f"choose-way.{way}.line")
            point = Point(look, _ICONS[way], line)
            self.show_words(point, point.words)
            self.offer(f"choose-way.{way}", way, _ICONS[way])
        self.arrange()
