"""Short tones that call attention; none says anything the screen does not show."""

from __future__ import annotations

import shutil
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from ui.comfort import Volume

__all__ = [
    "SOUNDS",
    "AplaySounder",
    "SilentSounder",
    "Sound",
    "Sounder",
    "find_sounder",
]

SOUNDS = Path(__file__).resolve().parent.parent / "assets" / "sounds"


class Sound(StrEnum):
    """What happened, as a tone in ``assets/sounds/<value>.wav``."""

    DONE = "done"
    ATTENTION = "attention"
    WELCOME = "welcome"


class Sounder(Protocol):
    """Plays one tone at a time without making anybody wait."""

    def tune(self, volume: Volume) -> None:
        """Play so loud from the next tone on."""

    def play(self, sound: Sound) -> None:
        """Begin to play; a tone that still sounds is cut."""

    def hush(self) -> None:
        """Stop at once; a second call does nothing."""


class SilentSounder:
    """A terminal without a loudspeaker.

    Attributes:
        played: What would have been heard, in order.
        volume: How it was tuned last.
    """

    def __init__(self) -> None:
        """Start with nothing played."""
        self.played: list[Sound] = []
        self.volume = Volume.NORMAL

    def tune(self, volume: Volume) -> None:
        """Remember how loud."""
        self.volume = volume

    def play(self, sound: Sound) -> None:
        """Remember the tone."""
        self.played.append(sound)

    def hush(self) -> None:
        """Do nothing, since nothing sounds."""


class AplaySounder:
    """Plays through the program aplay of alsa-utils."""

    def __init__(self, program: str) -> None:
        """Use the program at a path."""
        self._program = program
        self._folder = SOUNDS
        self._process: subprocess.Popen[bytes] | None = None

    def tune(self, volume: Volume) -> None:
        """Choose between the tones' three loudnesses."""
        self._folder = SOUNDS if volume is Volume.NORMAL else SOUNDS / volume

    def play(self, sound: Sound) -> None:
        """Start the program with the tone's file."""
        self.hush()
        self._process = subprocess.Popen(  # noqa: S603 - our own program and file
            [self._program, "--quiet", str(self._folder / f"{sound}.wav")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def hush(self) -> None:
        """End the process and reap it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


def find_sounder() -> Sounder:
    """Give the terminal's sounder, silent where no program is installed."""
    program = shutil.which("aplay")
    return AplaySounder(program) if program else SilentSounder()
