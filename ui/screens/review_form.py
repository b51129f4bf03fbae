"""Everything that was answered, before it is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.visit.business import ReviewForm
    from ui.look import Look

__all__ = ["ReviewFormScreen"]


class ReviewFormScreen(Screen):
    """True when the form is right, false to answer it again."""

    name: ClassVar[str] = "review-form"

    def __init__(self, ask: ReviewForm, look: Look) -> None:
        """Show each label with its answer."""
        super().__init__(look)
        texts, language = look.texts, look.texts.language
        self.say(texts.say("review-form.title"), TextRole.TITLE)
        self.say(told(look, ask.name), colour=look.theme.palette.primary)
        for label, value in ask.lines:
            line = {"label": label.told(language), "value": value.told(language)}
            self.say(texts.say("review-form.line", **line))
        self.offer(
            "review-form.submit", value=True, icon="check", emphasis=Emphasis.PRIMARY
        )
        self.offer("review-form.change", value=False)
        self.arrange()
