"""Patience with a person who does not touch: a warning, a countdown, an end."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Idle"]

_COUNTDOWN_SECONDS = 20


@dataclass(slots=True)
class Idle:
    """Watches one open question.

    Attributes:
        patience_seconds: Quiet time before the countdown; none waits for ever.
    """

    patience_seconds: float | None = None
    quiet_since: float = 0.0
    _hurried_from: float | None = None

    def restart(self, patience_seconds: float | None, now: float) -> None:
        """Watch a new question."""
        self.patience_seconds = patience_seconds
        self.touched(now)

    def touched(self, now: float) -> None:
        """Start the quiet time anew."""
        self.quiet_since = now
        self._hurried_from = None

    def hurry(self, now: float) -> None:
        """Begin the countdown now, because nobody seems to be there any more."""
        if self.patience_seconds is None or self._hurried_from is not None:
            return
        self._hurried_from = self.quiet_since
        self.quiet_since = min(self.quiet_since, now - self.patience_seconds)

    def calm(self) -> None:
        """Take back what `hurry` did: a sensor that flickers gives no time either."""
        if self._hurried_from is not None:
            self.quiet_since, self._hurried_from = self._hurried_from, None

    def seconds_left(self, now: float) -> int | None:
        """Give the countdown, zero when it is over, none while there is time."""
        if self.patience_seconds is None:
            return None
        over = now - self.quiet_since - self.patience_seconds
        if over < 0:
            return None
        return max(0, _COUNTDOWN_SECONDS - int(over))
