"""Where an agency is, when it is open, and whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.business import WordsOf
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.point import Point
from ui.widgets.told_button import told

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
        self.say(
            told(look, WordsOf(agency.chinese_name, agency.english_name)),
            TextRole.TITLE,
        )
        signs = (
            ("house", WordsOf(agency.chinese_address, agency.english_address)),
            ("phone", WordsOf(agency.phone, agency.phone)),
            ("clock", WordsOf(agency.chinese_hours, agency.english_hours)),
        )
        for icon, words in signs:
            point = Point(look, icon, told(look, words))
            self.show_words(point, point.words)
        self.offer("tell.understood", None, emphasis=Emphasis.PRIMARY)
        self.arrange()
