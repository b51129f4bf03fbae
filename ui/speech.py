"""A voice that reads the screen out; everything it says is written there, too."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from typing import TYPE_CHECKING, Protocol

from ui.comfort import VoiceSpeed, Volume

if TYPE_CHECKING:
    from ui.comfort import Language

__all__ = ["EspeakVoice", "SilentVoice", "Voice", "find_voice"]

_WORDS_A_MINUTE = {
    VoiceSpeed.SLOW: 105,
    VoiceSpeed.NORMAL: 140,
    VoiceSpeed.FAST: 190,
    VoiceSpeed.FASTEST: 260,
}
_AMPLITUDES = {Volume.QUIET: 50, Volume.NORMAL: 100, Volume.LOUD: 190}
"""Of espeak-ng, which goes from 0 to 200."""
_MOST_CHARACTERS = 8_000
"""Fits into a pipe whole, so that writing never waits for the program."""
_VOICES = {"zh-CN": "cmn", "en": "en"}


class Voice(Protocol):
    """Reads words aloud, one text at a time, without making anybody wait."""

    @property
    def is_speaking(self) -> bool:
        """Whether something is being read at the moment."""

    def tune(self, speed: VoiceSpeed, volume: Volume) -> None:
        """Read so fast and so loud from the next words on."""

    def say(self, words: str, language: Language) -> None:
        """Begin to read; what was being read stops."""

    def hush(self) -> None:
        """Stop at once; a second call does nothing."""


class SilentVoice:
    """A terminal without a loudspeaker.

    Attributes:
        said: Everything that was to be read, in order, unless it is forgetful.
        speed, volume: How it was tuned last.
    """

    def __init__(self, *, is_forgetful: bool = False) -> None:
        """Start with nothing said; a terminal's own voice keeps nothing of a visit."""
        self._is_forgetful = is_forgetful
        self.said: list[tuple[str, Language]] = []
        self.speed, self.volume = VoiceSpeed.NORMAL, Volume.NORMAL
        self._is_speaking = False

    @property
    def is_speaking(self) -> bool:
        """Whether the last words were not hushed yet."""
        return self._is_speaking

    def tune(self, speed: VoiceSpeed, volume: Volume) -> None:
        """Remember how to speak."""
        self.speed, self.volume = speed, volume

    def say(self, words: str, language: Language) -> None:
        """Remember the words, unless they are to be forgotten."""
        if not self._is_forgetful:
            self.said.append((words, language))
        self._is_speaking = True

    def hush(self) -> None:
        """Stop speaking."""
        self._is_speaking = False


class EspeakVoice:
    """Speaks through the program espeak-ng, one process for each text."""

    def __init__(self, program: str) -> None:
        """Use the program at a path."""
        self._program = program
        self.tune(VoiceSpeed.NORMAL, Volume.NORMAL)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_speaking(self) -> bool:
        """Whether the process still runs."""
        return self._process is not None and self._process.poll() is None

    def tune(self, speed: VoiceSpeed, volume: Volume) -> None:
        """Choose the program's options for the next words."""
        pace, loudness = _WORDS_A_MINUTE[speed], _AMPLITUDES[volume]
        self._manner = ["-s", str(pace), "-a", str(loudness)]

    def say(self, words: str, language: Language) -> None:
        """Begin to read; words go through a pipe, never into the process list."""
        self.hush()
        self._process = subprocess.Popen(  # noqa: S603 - our own program and options
            [self._program, "-v", _VOICES[language], *self._manner, "--stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._hand_over(words)

    def hush(self) -> None:
        """End the process and reap it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()

    def _hand_over(self, words: str) -> None:
        pipe = self._process.stdin if self._process else None
        if pipe is None:
            return
        try:
            pipe.write(words[:_MOST_CHARACTERS].encode())
            pipe.close()
        except BrokenPipeError:
            # No sound device: the program ends at once, the screen still says it.
            self.hush()


def find_voice() -> Voice:
    """Give the terminal's voice, silent where no program is installed."""
    program = shutil.which("espeak-ng")
    return EspeakVoice(program) if program else SilentVoice(is_forgetful=True)
