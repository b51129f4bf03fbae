"""The event log with a counter beside it, for what the centre is told of faces."""

from __future__ import annotations

from kiosk.logs import Event, EventLog
from kiosk.ports.face_judge import FaceDecision
from kiosk.work.noticeboard import Noticeboard

__all__ = ["CountingLog"]


class CountingLog(EventLog):
    """Writes to another log, and counts looks at faces and visits on the way."""

    def __init__(self, log: EventLog, noticeboard: Noticeboard) -> None:
        """Count on a noticeboard; nothing but counts goes there."""
        self._log = log
        self._noticeboard = noticeboard

    def note(self, event: Event, **facts: object) -> None:
        """Write one event with its facts."""
        self._log.note(event, **facts)
        if event is Event.FACE_JUDGED:
            accepted = facts.get("decision") == FaceDecision.ACCEPT
            self._noticeboard.count_face(is_failure=not accepted)
        elif event is Event.VISIT_ENDED:
            self._noticeboard.count_visit()
