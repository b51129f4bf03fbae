"""Something did not work, and another try may."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.emblem import Emblem

if TYPE_CHECKING:
    from kiosk.visit.question import TryAgain
    from ui.look import Look

__all__ = ["TryAgainScreen"]


class TryAgainScreen(Screen):
    """Says what went wrong without blame; true for another try."""

    name: ClassVar[str] = "try-again"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: TryAgain, look: Look) -> None:
        """Say the fault's resident text and how many tries are left."""
        super().__init__(look)
        texts, colours = look.texts, look.theme.palette
        self.show_picture(Emblem(look, "circle-alert", colours.seal))
        self.say(texts.say(f"fault.{ask.trouble}.title"), TextRole.TITLE)
        self.say(texts.say(f"fault.{ask.trouble}.resident"))
        if ask.tries_left is not None:
            left = texts.say("try-again.left", tries=ask.tries_left)
            self.say(left, colour=colours.quiet)
        self.offer(
            "try-again.again",
            value=True,
            icon="refresh-cw",
            emphasis=Emphasis.PRIMARY,
        )
        self.offer("try-again.stop", value=False)
        self.arrange()
