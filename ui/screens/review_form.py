"""Everything that was answered, before it is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.private_words import PrivateWords
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
        lines = []
        for label, value in ask.lines:
            told_label, hidden = label.told(language), texts.say("privacy.hidden")
            public, private = (
                texts.say("review-form.line", label=told_label, value=each)
                for each in (hidden, value.told(language))
            )
            lines.append(PrivateWords(look, public, private))
            self.show_words(lines[-1], lines[-1])
        if lines:
            self.add_choice(self.hide_until_held(*lines))
        self.offer(
            "review-form.submit", value=True, icon="check", emphasis=Emphasis.PRIMARY
        )
        self.offer("review-form.change", value=False)
        self.arrange()
