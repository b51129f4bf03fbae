"""A tone was played: was it heard?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.emblem import Emblem

if TYPE_CHECKING:
    from kiosk.diagnostics.device_test import HearTone
    from ui.look import Look

__all__ = ["HearToneScreen"]


class HearToneScreen(Screen):
    """Answers whether the tone was heard; the stage plays it."""

    name: ClassVar[str] = "hear-tone"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: HearTone, look: Look) -> None:
        """Ask."""
        super().__init__(look)
        del ask
        self.show_picture(Emblem(look, "volume-2"))
        self.say(look.texts.say("technician.hear-tone.title"), TextRole.TITLE)
        self.say(look.texts.say("technician.hear-tone.body"))
        self.offer(
            "technician.option.heard",
            value=True,
            icon="check",
            emphasis=Emphasis.PRIMARY,
        )
        self.offer("technician.option.not-heard", value=False)
        self.arrange()
