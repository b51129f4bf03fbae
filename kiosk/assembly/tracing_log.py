"""The event log with a trace beside it: a span for the visit, one for each ask."""

from __future__ import annotations

from kiosk.domain.fault import Fault
from kiosk.domain.trace import SILENT, Tracer
from kiosk.logs import Event, EventLog

__all__ = ["TracingLog"]


class TracingLog(EventLog):
    """Writes to another log, and follows each visit on the way.

    Visits are told of in the GUI thread alone; it is the only one that moves spans.
    """

    def __init__(self, log: EventLog, tracer: Tracer) -> None:
        """Begin with nobody served."""
        self._log = log
        self._tracer = tracer
        self._visit = self._ask = SILENT

    def span(self) -> str:
        """Give the span of the ask under way, for those who answer it."""
        return self._ask.parent

    def note(self, event: Event, **facts: object) -> None:
        """Write one event with its facts."""
        self._log.note(event, **facts)
        if event is Event.VISIT_BEGAN:
            self._visit = self._tracer.begin(
                "visit", {"service": str(facts.get("service", ""))}
            )
        elif event is Event.ASKED:
            self._ask.end()
            name = str(facts.get("ask", ""))
            self._ask = self._tracer.follow(self._visit.parent, name, {})
        elif event is Event.FAULT_RAISED:
            fault = facts.get("fault")
            key = fault.key if isinstance(fault, Fault) else ""
            self._ask.note({"fault": key})
        elif event is Event.VISIT_ENDED:
            self._end(str(facts.get("ending", "")))

    def _end(self, ending: str) -> None:
        self._ask.end()
        self._visit.note({"ending": ending})
        self._visit.end()
        self._visit = self._ask = SILENT
