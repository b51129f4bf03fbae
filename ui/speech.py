"""A voice that reads the screen out; everything it says is written there, too."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ui.comfort import Language

__all__ = ["EspeakVoice", "SilentVoice", "Voice", "find_voice"]

_WORDS_A_MINUTE = "140"
_MOST_CHARACTERS = 8_000
"""Fits into a pipe whole, so that writing never waits for the program."""
_VOICES = {"zh-CN": "cmn", "en": "en"}


class Voice(Protocol):
    """Reads words aloud, one text at a time, without making anybody wait."""

    @property
    def is_speaking(self) -> bool:
        """Whether something is being read at the moment."""

    def say(self, words: str, language: Language) -> None:
        """Begin to read; what was being read stops."""

    def hush(self) -> None:
        """Stop at once; a second call does nothing."""


class SilentVoice:
    """A terminal without a loudspeaker; remembers the last words for tests.

    Attributes:
        said: Everything that was to be read, in order.
    """

    def __init__(self) -> None:
        """Start with nothing said."""
        self.said: list[tuple[str, Language]] = []
        self._is_speaking = False

    @property
    def is_speaking(self) -> bool:
        """Whether the last words were not hushed yet."""
        return self._is_speaking

    def say(self, words: str, language: Language) -> None:
        """Remember the words."""
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
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_speaking(self) -> bool:
        """Whether the process still runs."""
        return self._process is not None and self._process.poll() is None

    def say(self, words: str, language: Language) -> None:
        """Begin to read; words go through a pipe, never into the process list."""
        self.hush()
        self._process = subprocess.Popen(  # noqa: S603 - our own program and options
            [self._program, "-v", _VOICES[language], "-s", _WORDS_A_MINUTE, "--stdin"],
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
    return EspeakVoice(program) if program else SilentVoice()
