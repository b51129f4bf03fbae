"""What is heard: tones, the voice, films, and a reminder that does not stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from ui.sound import Sound

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.comfort import Comfort
    from ui.sound import Sounder
    from ui.speech import Voice

__all__ = ["Hearing"]

_GREET_MS = 60_000


class Hearing(QObject):
    """Plays and speaks for one person at a time, as they like it.

    Everything said here stands on the screen, too.
    """

    def __init__(
        self,
        voice: Voice,
        sounder: Sounder,
        reminder_ms: int,
        words: Callable[[], str],
    ) -> None:
        """Be quiet; ``words`` gives what the screen of the moment says."""
        super().__init__()
        self._voice = voice
        self._sounder = sounder
        self._words = words
        self._comfort: Comfort | None = None
        self._greeted = QElapsedTimer()
        self._reminder = QTimer(self)
        self._reminder.setInterval(reminder_ms)
        self._reminder.timeout.connect(self._remind)

    def tune(self, comfort: Comfort) -> None:
        """Speak as a person likes it, from now on."""
        self._comfort = comfort
        self._voice.tune(comfort.speed, comfort.volume)
        self._sounder.tune(comfort.volume)

    def play(self, sound: Sound | None) -> None:
        """Play a tone, if any."""
        if sound is not None:
            self._sounder.play(sound)

    def roll(self, samples: bytes) -> None:
        """Let a film be heard instead of the voice; nothing ends it."""
        if samples:
            self._voice.hush()
            self._sounder.roll(samples)
        else:
            self._sounder.cut()

    def say(self, words: str) -> None:
        """Speak, whether the person listens to every screen or not."""
        if self._comfort is not None:
            self._voice.say(words, self._comfort.language)

    def tell(self, words: str) -> None:
        """Speak to who listens."""
        if self._comfort is not None and self._comfort.reads_aloud:
            self.say(words)

    def prompt(self, words: str) -> None:
        """Call attention to something new to do, and say it to who listens."""
        self.play(Sound.ATTENTION)
        self.tell(words)

    def tell_now(self, words: str) -> None:
        """Say to who listens what stands there now; no words end the saying."""
        if words:
            self.tell(words)
        else:
            self.hush()

    def insist(self, *, is_wanted: bool) -> None:
        """Call again and again for what must be taken, or rest."""
        if not is_wanted:
            self._reminder.stop()
        elif not self._reminder.isActive():
            self._reminder.start()

    def greet(self) -> None:
        """Play a soft tone, not at every passer-by."""
        if not self._greeted.isValid() or self._greeted.hasExpired(_GREET_MS):
            self._greeted.start()
            self.play(Sound.WELCOME)

    def hush(self) -> None:
        """Stop speaking in the midst of a sentence."""
        self._voice.hush()

    def close(self) -> None:
        """Fall silent for good."""
        self._reminder.stop()
        self._voice.hush()
        self._sounder.hush()

    def _remind(self) -> None:
        self.play(Sound.ATTENTION)
        self.tell(self._words())
