"""What came of a case: done, waiting for a person, or what is wrong with the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.emblem import Emblem
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.visit.business import ShowOutcome
    from ui.look import Look

__all__ = ["ShowOutcomeScreen"]

_MOST_TROUBLES = 3


class ShowOutcomeScreen(Screen):
    """True to change the form, false when that is all."""

    name: ClassVar[str] = "show-outcome"
    leads_with_picture: ClassVar[bool] = True
    picture_share: ClassVar[int] = 4

    def __init__(self, ask: ShowOutcome, look: Look) -> None:
        """Say it in plain words, and offer what can be done next."""
        super().__init__(look)
        outcome, texts = ask.outcome, look.texts
        state = "done" if outcome.is_done else "waiting"
        title = "not-taken" if outcome.troubles else state
        self.show_picture(_emblem(look, title))
        self.say(texts.say(f"show-outcome.{title}"), TextRole.TITLE)
        self.say(told(look, ask.name), colour=look.theme.palette.primary)
        for trouble in outcome.troubles[:_MOST_TROUBLES]:
            self.say(told(look, trouble.words), colour=look.theme.palette.seal)
        for words in outcome.effects:
            self.say(told(look, words))
        if outcome.number:
            self.say(texts.say("show-outcome.number", number=outcome.number))
        if outcome.due and not outcome.is_done:
            self.say(texts.say("show-outcome.due", due=outcome.due))
        can_change = any(trouble.field for trouble in outcome.troubles)
        if can_change:
            self.offer("show-outcome.change", value=True, emphasis=Emphasis.PRIMARY)
        usual = Emphasis.SECONDARY if can_change else Emphasis.PRIMARY
        self.offer("show-outcome.close", value=False, icon="check", emphasis=usual)
        self.arrange()


def _emblem(look: Look, title: str) -> Emblem:
    """Show at a glance how it stands; the words say the same."""
    colours = look.theme.palette
    icons = {"done": "circle-check", "waiting": "info", "not-taken": "circle-alert"}
    tints = {"done": colours.good, "not-taken": colours.seal}
    return Emblem(look, icons[title], tints.get(title, ""))
