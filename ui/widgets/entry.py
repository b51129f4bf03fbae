"""A button whose words come with what it offers, not from the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.button import Emphasis, TouchButton

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["EntryButton"]


class EntryButton(TouchButton):
    """One entry of a list; a script finds it by ``entry.<value>``."""

    def __init__(
        self,
        look: Look,
        value: str,
        words: str,
        icon: str = "",
        emphasis: Emphasis = Emphasis.SECONDARY,
    ) -> None:
        """Make a button that says finished words."""
        super().__init__(look, "entry.button", icon, emphasis)
        self.key = f"entry.{value}"
        self.rename(words)

    def rename(self, words: str) -> None:
        """Say other words; without any the place still has a name."""
        self.setText(words)
        self.setAccessibleName(words or self.look.texts.say("entry.button"))
        self.updateGeometry()
