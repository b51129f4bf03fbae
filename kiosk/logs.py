"""The event log: JSON lines of documented events, whitelisted facts, no persons."""

from __future__ import annotations

import json
import logging
import sys
from enum import StrEnum
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kiosk.ports.clock import Clock

__all__ = ["Event", "EventLog", "attach", "open_log", "place_of"]

_ALLOWED = frozenset(
    {
        "ask", "attempt", "cause", "count", "decision", "device", "driver", "ending",
        "fault", "firmware", "happening", "model", "outcome", "part", "pages",
        "reason", "seconds", "serial", "service", "sheets", "size", "state", "step",
        "steps", "trace", "version", "visit",
    }
)  # fmt: skip


class Event(StrEnum):
    """Everything the terminal may say about itself."""

    TERMINAL_STARTED = "terminal-started"
    TERMINAL_STOPPED = "terminal-stopped"
    LIFE_CHANGED = "life-changed"
    DEVICE_LOST = "device-lost"
    DEVICE_BACK = "device-back"
    DEVICE_DESCRIBED = "device-described"
    WORKER_REPLACED = "worker-replaced"
    WORKER_WORN_OUT = "worker-worn-out"
    VISIT_BEGAN = "visit-began"
    VISIT_ENDED = "visit-ended"
    ASKED = "asked"
    FACE_JUDGED = "face-judged"
    PAPER_JUDGED = "paper-judged"
    FAULT_RAISED = "fault-raised"
    BUG_FOUND = "bug-found"
    STAFF_CALLED = "staff-called"
    HAPPENED = "happened"
    COPY_LEFT_OPEN = "copy-left-open"
    STORE_SET_ASIDE = "store-set-aside"
    TERMINAL_DISMISSED = "terminal-dismissed"
    SOFTWARE_CHECKED = "software-checked"


class EventLog:
    """Writes events as JSON lines; facts outside the whitelist are hidden."""

    def __init__(self, stream: IO[str], clock: Clock) -> None:
        """Write to an open text stream, each line flushed."""
        self._stream = stream
        self._clock = clock

    def note(self, event: Event, **facts: object) -> None:
        """Write one event with its facts."""
        line = {"at": self._clock.now().isoformat(), "event": str(event)}
        self._stream.write(json.dumps(line | _redacted(facts)) + "\n")
        self._stream.flush()


def _redacted(facts: Mapping[str, object]) -> dict[str, str]:
    return {
        name: str(fact) if name in _ALLOWED else "hidden"
        for name, fact in facts.items()
        if fact is not None
    }


def open_log(path: Path | None, clock: Clock) -> EventLog:
    """Open the log file for appending, or standard error where none is named."""
    if path is None:
        return EventLog(sys.stderr, clock)
    path.parent.mkdir(parents=True, exist_ok=True)
    return EventLog(path.open("a", encoding="utf-8"), clock)


def place_of(error: Exception) -> str:
    """Name type and place of an error, without a message that may hold names."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    line = place.tb_lineno if place else 0
    name = place.tb_frame.f_code.co_qualname if place else "?"
    return f"{type(error).__name__} in {name}:{line}"


def attach() -> None:
    """Let libraries' warnings reach standard error in one plain format."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(levelname)s")
