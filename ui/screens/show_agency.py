"""Where an agency is, when it is open, and whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.comfort import Language
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.point import Point

if TYPE_CHECKING:
    from kiosk.visit.reading import ShowAgency
    from ui.look import Look

__all__ = ["ShowAgencyScreen"]


class ShowAgencyScreen(Screen):
    """Waits for "understood"."""

    name: ClassVar[str] = "show-agency"

    def __init__(self, ask: ShowAgency, look: Look) -> None:
        """Say everything with a sign before it."""
        super().__init__(look)
        agency = ask.agency
        is_english = look.texts.language is Language.ENGLISH
        name, address, hours = (
            (agency.english_name, agency.english_address, agency.english_hours)
            if is_english
            else (agency.chinese_name, agency.chinese_address, agency.chinese_hours)
        )
        self.say(name, TextRole.TITLE)
        signs = ("house", address), ("phone", agency.phone), ("clock", hours)
        for icon, words in signs:
            point = Point(look, icon, words)
            self.show_words(point, point.words)
        self.offer("tell.understood", None, emphasis=Emphasis.PRIMARY)
        self.arrange()
