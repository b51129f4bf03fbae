"""Tones and the sound of films; none says anything the screen does not show."""

from __future__ import annotations

import os
import shutil
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kiosk.domain.film import SOUND_RATE
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

_FORM = ("-t", "raw", "-f", "S16_LE", "-r", str(SOUND_RATE), "-c", "1")
_SHARES = {Volume.QUIET: 0.25, Volume.NORMAL: 0.55, Volume.LOUD: 1.0}
"""How loud a film is, of what was recorded: never so loud that it is clipped."""


class Sound(StrEnum):
    """What happened, as a tone in ``assets/sounds/<value>.wav``."""

    DONE = "done"
    ATTENTION = "attention"
    WELCOME = "welcome"


class Sounder(Protocol):
    """Plays one tone and one film at a time without making anybody wait."""

    def tune(self, volume: Volume) -> None:
        """Play so loud from the next tone or film on."""

    def play(self, sound: Sound) -> None:
        """Begin to play; a tone that still sounds is cut."""

    def roll(self, samples: bytes) -> None:
        """Begin a film's sound, as a `Reel` has it; one that still sounds is cut."""

    def cut(self) -> None:
        """Stop the film's sound at once; a second call does nothing."""

    def hush(self) -> None:
        """Stop everything at once; a second call does nothing."""


class SilentSounder:
    """A terminal without a loudspeaker.

    Attributes:
        played: What would have been heard, in order.
        volume: How it was tuned last.
        rolling: The film's sound that would be heard now; empty for none.
    """

    def __init__(self) -> None:
        """Start with nothing played."""
        self.played: list[Sound] = []
        self.volume = Volume.NORMAL
        self.rolling = b""

    def tune(self, volume: Volume) -> None:
        """Remember how loud."""
        self.volume = volume

    def play(self, sound: Sound) -> None:
        """Remember the tone."""
        self.played.append(sound)

    def roll(self, samples: bytes) -> None:
        """Remember the film's sound."""
        self.rolling = samples

    def cut(self) -> None:
        """Forget it."""
        self.rolling = b""

    def hush(self) -> None:
        """Forget the film's sound."""
        self.cut()


class AplaySounder:
    """Plays through the program aplay of alsa-utils."""

    def __init__(self, program: str) -> None:
        """Use the program at a path."""
        self._program = program
        self._folder = SOUNDS
        self._volume = Volume.NORMAL
        self._tone: subprocess.Popen[bytes] | None = None
        self._film: subprocess.Popen[bytes] | None = None

    def tune(self, volume: Volume) -> None:
        """Choose between the tones' three loudnesses."""
        self._volume = volume
        self._folder = SOUNDS if volume is Volume.NORMAL else SOUNDS / volume

    def play(self, sound: Sound) -> None:
        """Start the program with the tone's file."""
        _end(self._tone)
        self._tone = self._start(str(self._folder / f"{sound}.wav"))

    def roll(self, samples: bytes) -> None:
        """Start the program with a file in memory; nothing waits in a pipe."""
        self.cut()
        with os.fdopen(os.memfd_create("film-sound"), "w+b") as file:
            file.write(_as_loud(samples, _SHARES[self._volume]))
            file.seek(0)
            self._film = self._start(*_FORM, source=file.fileno())

    def cut(self) -> None:
        """End the film's process and reap it."""
        film, self._film = self._film, None
        _end(film)

    def hush(self) -> None:
        """End both processes and reap them."""
        self.cut()
        tone, self._tone = self._tone, None
        _end(tone)

    def _start(
        self, *told: str, source: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program and options
            [self._program, "--quiet", *told],
            stdin=source,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is not None:
        process.kill()
        process.wait()


def _as_loud(samples: bytes, share: float) -> bytes:
    if share == 1:
        return samples
    # Loaded by the first film: most days nobody watches one.
    import numpy as np  # noqa: PLC0415

    return (np.frombuffer(samples, "<i2") * share).astype("<i2").tobytes()


def find_sounder() -> Sounder:
    """Give the terminal's sounder, silent where no program is installed."""
    program = shutil.which("aplay")
    return AplaySounder(program) if program else SilentSounder()
