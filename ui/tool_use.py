"""What each tool, way out and key act does, wherever on the page it was used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.key_way import KeyAct
from ui.playbill import ways_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.comfort import Comfort
    from ui.stage import QtStage

__all__ = ["ToolUse"]


class ToolUse:
    """Carries out tools by their names, on one stage."""

    def __init__(self, stage: QtStage) -> None:
        """Serve a stage."""
        self._stage = stage
        self._deeds: dict[str, Callable[[], None]] = {
            "listen": self._listen,
            "again": stage.narration.read_out,
            "help": self._call_help,
            "back": self._go_back,
            "leave": self._leave,
            "technician": self._call_technician,
            KeyAct.FASTER: lambda: self._tune(stage.comfort.shifted_speed(1)),
            KeyAct.SLOWER: lambda: self._tune(stage.comfort.shifted_speed(-1)),
            KeyAct.LOUDER: lambda: self._tune(stage.comfort.shifted_volume(1)),
            KeyAct.QUIETER: lambda: self._tune(stage.comfort.shifted_volume(-1)),
        }

    def use(self, tool: str) -> None:
        """Do what a tool promises; a change of comfort dresses the page anew."""
        comfort = self._stage.comfort.after(tool)
        if comfort is None:
            self._deeds[tool]()
        elif tool in ("speed", "volume"):
            self._tune(comfort)
        else:
            self._stage.wear(comfort)

    def _tune(self, comfort: Comfort) -> None:
        """Change the voice, and let it say so in its new manner."""
        stage, former = self._stage, self._stage.comfort
        stage.wear(comfort)
        is_speed = former.volume is comfort.volume
        manner = f"speed.{comfort.speed}" if is_speed else f"volume.{comfort.volume}"
        stage.narration.announce(stage.texts.say(f"voice.{manner}"))

    def _listen(self) -> None:
        """Read the screen and those that follow; a second touch stops it."""
        stage = self._stage
        stage.wear(replace(stage.comfort, reads_aloud=not stage.comfort.reads_aloud))
        if stage.comfort.reads_aloud:
            stage.narration.read_out()
        else:
            stage.narration.hush()

    def _call_help(self) -> None:
        self._stage.say_help_called()
        if self._stage.controls is not None:
            self._stage.controls.call_staff()

    def _call_technician(self) -> None:
        if self._stage.controls is not None:
            self._stage.controls.call_technician()

    def _go_back(self) -> None:
        if self._is_open(ways_of(self._stage.standing).can_go_back):
            self._stage.lock()
            if self._stage.controls is not None:
                self._stage.controls.back()

    def _leave(self) -> None:
        if self._is_open(ways_of(self._stage.standing).can_leave):
            self._stage.lock()
            if self._stage.controls is not None:
                self._stage.controls.leave()

    def _is_open(self, is_open: bool) -> bool:  # noqa: FBT001 - the way itself
        """Whether a way is there; a key for one that is not is told so."""
        if not is_open:
            self._stage.narration.announce(self._stage.texts.say("key.no-way"))
        return is_open
