"""A button whose words come from the centre, in the language of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.button import Emphasis, TouchButton

if TYPE_CHECKING:
    from kiosk.domain.business import WordsOf
    from ui.look import Look

__all__ = ["ToldButton", "told"]


def told(look: Look, words: WordsOf) -> str:
    """Give the centre's words in the language of the moment."""
    texts = look.texts
    return texts.say("told", words=texts.with_months(words.told(texts.language)))


class ToldButton(TouchButton):
    """Says what the centre told; a script finds it by its value."""

    def __init__(
        self,
        look: Look,
        words: WordsOf,
        value: str,
        icon: str = "",
        emphasis: Emphasis = Emphasis.SECONDARY,
    ) -> None:
        """Make a button for one option."""
        super().__init__(look, "told-button", icon, emphasis)
        self.key = f"option.{value}"
        self.setText(told(look, words))
        self.setAccessibleName(self.text())
