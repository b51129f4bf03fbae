"""What is said to who listens to the screens instead of reading them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ui.comfort import Comfort
    from ui.hearing import Hearing
    from ui.screen import Screen
    from ui.texts import Texts

__all__ = ["NarratedStage", "Narration"]


class NarratedStage(Protocol):
    """What the narration needs of the stage."""

    comfort: Comfort

    @property
    def texts(self) -> Texts:
        """Texts of the moment."""

    @property
    def screen(self) -> Screen:
        """The screen that stands now."""

    def wear(self, comfort: Comfort) -> None:
        """Show the same question as a person likes it."""

    def caption(self, words: str) -> None:
        """Write what is said beside the screen's own words."""


class Narration:
    """Reads screens aloud for one person at a time; what it says is written, too."""

    def __init__(self, stage: NarratedStage, hearing: Hearing) -> None:
        """Stay silent until somebody wants to listen."""
        self._stage = stage
        self._hearing = hearing
        self._knows_keys = False

    def begin(self) -> bool:
        """Start to read aloud, and say how keys are used; false when it runs."""
        stage = self._stage
        if stage.comfort.reads_aloud or self._knows_keys:
            return False
        self._knows_keys = True
        stage.wear(replace(stage.comfort, reads_aloud=True))
        how = stage.texts.say("key.how")
        self._hearing.say(f"{stage.screen.spoken()}\n{how}")
        stage.caption(how)
        return True

    def announce(self, words: str) -> None:
        """Say something short to who listens, and write it as a caption."""
        self._stage.caption(words)
        self._hearing.tell(words)

    def read_out(self) -> None:
        """Read the screen that stands, from its beginning."""
        self._hearing.say(self._stage.screen.spoken())

    def hush(self) -> None:
        """Stop speaking in the midst of a sentence."""
        self._hearing.hush()

    def forget(self) -> None:
        """Fall silent; the next person has heard nothing yet."""
        self._hearing.hush()
        self._knows_keys = False
