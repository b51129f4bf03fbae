"""Nothing can be done here now: why, and who helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.emblem import Emblem

if TYPE_CHECKING:
    from kiosk.terminal.stage import OutOfServiceScene
    from ui.look import Look

__all__ = ["OutOfService"]


_MOST = 2
"""Reasons on the screen; a resident needs no longer list."""


class OutOfService(Screen):
    """Says the first reasons, in plain words."""

    name: ClassVar[str] = "out-of-service"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, scene: OutOfServiceScene, look: Look) -> None:
        """List the reasons of the closure and where to go instead."""
        super().__init__(look)
        self.show_picture(Emblem(look, "wrench"))
        self.say(look.texts.say("out-of-service.title"), TextRole.TITLE)
        for closure in tuple(dict.fromkeys(scene.closures))[:_MOST]:
            self.say(look.texts.say(f"closed.{closure}"))
        self.say(look.texts.say("out-of-service.help"), colour=look.theme.palette.quiet)
        self.arrange()
