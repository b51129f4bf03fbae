"""A question is spoken: how long, how loud, and a large way to say "that is all"."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.speech import LONGEST_SECONDS, Heard
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis

if TYPE_CHECKING:
    from kiosk.visit.speaking import Listen
    from ui.look import Look

__all__ = ["ListenScreen"]

_STEPS = 10


class ListenScreen(Screen):
    """Answers with nothing when its speaker is done."""

    name: ClassVar[str] = "listen"

    def __init__(self, ask: Listen, look: Look) -> None:
        """Ask to speak; the microphone is open already."""
        super().__init__(look)
        del ask
        self.say(look.texts.say("listen.title"), TextRole.TITLE)
        self.say(look.texts.say("listen.body", seconds=LONGEST_SECONDS))
        self._left = self.say(self._time(LONGEST_SECONDS), TextRole.HEADING)
        # Empty at first: the voice has nothing to read out there.
        self._loudness = self.say("\u00a0", TextRole.HEADING)
        self.offer("listen.done", None, icon="check", emphasis=Emphasis.PRIMARY)
        self.arrange()

    def progress(self, value: object) -> None:
        """Show what was `Heard`; anything else is not for this screen."""
        if not isinstance(value, Heard):
            return
        self._left.setText(self._time(max(0, LONGEST_SECONDS - value.seconds)))
        full = -(-value.percent * _STEPS // 100)
        bar = "■" * full + "□" * (_STEPS - full)
        self._loudness.setText(self.look.texts.say("told", words=bar))

    def _time(self, left: int) -> str:
        return self.look.texts.say("listen.left", seconds=left)
