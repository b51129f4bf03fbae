"""A code that a telephone's camera takes the words along with."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.picture import Picture

if TYPE_CHECKING:
    from kiosk.visit.reading import TakeAlong
    from ui.look import Look

__all__ = ["TakeAlongScreen"]


class TakeAlongScreen(Screen):
    """Waits until it was photographed."""

    name: ClassVar[str] = "take-along"

    def __init__(self, ask: TakeAlong, look: Look) -> None:
        """Show the code as large as it goes."""
        super().__init__(look)
        self.say(look.texts.say("take-along.title"), TextRole.TITLE)
        self.say(look.texts.say("take-along.body"))
        picture = Picture(look, is_sharp=True)
        picture.show_image(ask.code)
        self.show_picture(picture)
        self.offer("take-along.done", None, emphasis=Emphasis.PRIMARY)
        self.arrange()
