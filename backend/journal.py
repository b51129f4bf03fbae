"""The centre's event log: JSON lines of known events, whitelisted facts, no persons."""

from __future__ import annotations

import json
import threading
import traceback
from enum import StrEnum
from typing import IO

from backend.clock import Clock

__all__ = ["Event", "Journal"]

_ALLOWED = frozenset(
    {"count", "method", "operation", "reason", "seconds", "status", "terminal", "trace"}
)


class Event(StrEnum):
    """Everything the centre may say about itself."""

    STARTED = "centre-started"
    STOPPED = "centre-stopped"
    ANSWERED = "request-answered"
    BUG_FOUND = "bug-found"
    ARCHIVING_FAILED = "archiving-failed"
    PREPARING_FAILED = "preparing-failed"
    WATCHING_FAILED = "watching-failed"
    QUESTIONS_STUCK = "questions-stuck"
    SIGNING_FAILED = "signing-failed"
    TURNED_BACK = "database-turned-back"
    NUMBERS_NOT_NOTED = "numbers-not-noted"


class Journal:
    """Writes events as JSON lines; facts outside the whitelist are hidden."""

    def __init__(self, stream: IO[str], clock: Clock) -> None:
        """Write to an open text stream, each line flushed; from any thread."""
        self._stream = stream
        self._clock = clock
        self._lock = threading.Lock()

    def note(self, event: Event, **facts: object) -> None:
        """Write one event with its facts."""
        told = {
            name: fact if name in _ALLOWED else "hidden" for name, fact in facts.items()
        }
        line = {"at": self._clock().isoformat(), "event": str(event)} | told
        with self._lock:
            self._stream.write(json.dumps(line) + "\n")
            self._stream.flush()

    def bug(self, error: BaseException) -> None:
        """Write where a bug struck: places in the code alone, never values."""
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.name}:{frame.lineno}" for frame in frames[-8:]]
        self.note(
            Event.BUG_FOUND, reason=type(error).__name__, trace=" > ".join(places)
        )
