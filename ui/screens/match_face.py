"""The resident sees themselves and one prompt or piece of advice at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QElapsedTimer

from kiosk.ports.face_judge import Advice, FaceView
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.face_oval import FaceOval

if TYPE_CHECKING:
    from kiosk.domain.challenge import Action
    from kiosk.visit.question import MatchFace
    from ui.look import Look

__all__ = ["MatchFaceScreen"]

_ADVICE_MS = 900
"""Advice stays at least so long, or nobody can read it."""


class MatchFaceScreen(Screen):
    """Shows the live picture; the judge answers, not a touch.

    Attributes:
        prompt: What the person is asked to do at the moment.
    """

    name: ClassVar[str] = "match-face"

    def __init__(self, ask: MatchFace, look: Look) -> None:
        """Ask to look into the camera."""
        super().__init__(look)
        texts, colours = look.texts, look.theme.palette
        self.prompt: Action | None = None
        self._since = QElapsedTimer()
        self._advice = self.say(texts.say(f"advice.{Advice.LOOK_HERE}"), TextRole.TITLE)
        self.say(texts.say("match-face.body"), colour=colours.quiet)
        if ask.attempt > 1:
            again = texts.say("match-face.attempt", attempt=ask.attempt)
            self.say(again, colour=colours.quiet)
        self._oval = FaceOval(look)
        self.show_picture(self._oval)
        self.arrange()

    def progress(self, value: object) -> None:
        """Show a `FaceView`; anything else is not for this screen."""
        if not isinstance(value, FaceView):
            return
        self._oval.show_view(value)
        if value.prompt is not self.prompt:
            self._ask_for(value.prompt)
        elif self.prompt is None and self._may_advise():
            self._advise(value.advice)

    def _may_advise(self) -> bool:
        return not self._since.isValid() or self._since.hasExpired(_ADVICE_MS)

    def _ask_for(self, prompt: Action | None) -> None:
        """Say at once what to do; what was done well is not talked over."""
        self.prompt = prompt
        self._since.start()
        if prompt is not None:
            sentence = self.look.texts.say(f"match-face.prompt.{prompt}")
            self._advice.setText(sentence)
            self.prompted.emit(sentence)

    def _advise(self, advice: Advice) -> None:
        sentence = self.look.texts.say(f"advice.{advice}")
        if sentence != self._advice.text():
            self._advice.setText(sentence)
            self._since.start()
