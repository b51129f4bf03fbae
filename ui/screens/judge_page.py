"""The page that was just photographed: can it be read, is there another?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.photographing import PageWish
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.picture import Picture

if TYPE_CHECKING:
    from kiosk.visit.photographing import JudgePage
    from ui.look import Look

__all__ = ["JudgePageScreen"]


class JudgePageScreen(Screen):
    """Answers with what becomes of the page."""

    name: ClassVar[str] = "judge-page"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 6

    def __init__(self, ask: JudgePage, look: Look) -> None:
        """Show the page as large as the room allows."""
        super().__init__(look)
        self.say(look.texts.say("judge-page.title", page=ask.page), TextRole.TITLE)
        self.say(look.texts.say("judge-page.body"))
        page = Picture(look)
        page.show_image(ask.jpeg)
        self.show_picture(page)
        emphasis = Emphasis.PRIMARY
        self.offer("judge-page.done", PageWish.DONE, "check", emphasis)
        if ask.can_more:
            self.offer("judge-page.more", PageWish.MORE, "camera")
        self.offer("judge-page.again", PageWish.AGAIN, "rotate-ccw")
        self.arrange()
