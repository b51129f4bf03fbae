"""The paper as the camera sees it, one piece of advice, and "take the picture"."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.ports.paper_camera import PaperAdvice, PaperView
from ui.comfort import Language
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.picture import Picture
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.visit.photographing import LookAtPaper
    from ui.look import Look

__all__ = ["LookAtPaperScreen"]


class _Live(Picture):
    moves: ClassVar[bool] = True


class LookAtPaperScreen(Screen):
    """Answers with nothing when the picture is to be taken."""

    name: ClassVar[str] = "look-at-paper"
    picture_share: ClassVar[int] = 5

    def __init__(self, ask: LookAtPaper, look: Look) -> None:
        """Wait for the first picture; before it nothing can be taken."""
        super().__init__(look)
        say, palette = look.texts.say, look.theme.palette
        self.say(say("look-at-paper.title", page=ask.page), TextRole.TITLE)
        language = look.texts.language
        comma = ", " if language is Language.ENGLISH else "、"
        wanted = comma.join(paper.told(language) for paper in ask.wanted)
        if ask.trouble is not None:
            self.say(told(look, ask.trouble), colour=palette.seal)
        elif wanted and not look.theme.lies_low:
            # In half a window the picture needs the room; the review names it all.
            self.say(say("look-at-paper.wanted", papers=wanted))
        # One line at first, like every advice: the picture must not jump.
        self._advice = self.say(say("look-at-paper.waiting"), TextRole.HEADING)
        self._live = _Live(look)
        self.show_picture(self._live)
        self._take = self.offer(
            "look-at-paper.take", None, icon="camera", emphasis=Emphasis.PRIMARY
        )
        self._take.setEnabled(False)
        self.arrange()

    def progress(self, value: object) -> None:
        """Show a `PaperView`; anything else is not for this screen."""
        if not isinstance(value, PaperView):
            return
        self._live.show_image(value.jpeg)
        words = self.look.texts.say(f"look-at-paper.{value.advice}")
        if words != self._advice.text():
            self._advice.setText(words)
            self.told.emit(words)
        is_there = value.advice is not PaperAdvice.LAY_PAPER
        self._take.setEnabled(is_there and not self.is_locked)
