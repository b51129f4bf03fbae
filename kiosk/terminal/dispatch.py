"""Sends asks to the workers that answer them and matches what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kiosk.domain.fault import DeviceLost, Expired, Fault
from kiosk.domain.trace import traced
from kiosk.work.reply import Answered, Broke, Failed, Progressed
from kiosk.work.worker import Job, Tools

if TYPE_CHECKING:
    from kiosk.ports.clock import Clock
    from kiosk.visit.ask import Ask
    from kiosk.work.station import Station

__all__ = ["Dispatch", "Handled", "Route", "Routes"]

Handled = Answered | Failed | Broke | Progressed


@dataclass(frozen=True, slots=True)
class Route:
    """One way to have an ask answered.

    Attributes:
        call: Gets device, ask and tools; gives the answer.
        deadline_seconds: When the worker counts as hanging; none for waits
            that last as long as the resident does.
    """

    station: Station
    call: Callable[[Any, Any, Tools], object]
    deadline_seconds: float | None = 15.0


Routes = Mapping["type[Ask[Any]]", Sequence[Route]]


@dataclass(slots=True)
class _Errand:
    """One ask under way, perhaps at several workers at once."""

    jobs: dict[int, tuple[Route, Job]] = field(default_factory=dict)
    started_at: float = 0.0


class Dispatch:
    """Runs one ask at a time; whoever answers first wins, the others are called off.

    Replies to jobs that are not under way any more are dropped, so that a late
    result never reaches the next resident.
    """

    def __init__(
        self, routes: Routes, clock: Clock, span: Callable[[], str] = str
    ) -> None:
        """Take the routes of each kind of ask.

        Args:
            routes: Who answers what.
            clock: Finds who hangs.
            span: Gives the trace that what is sent now belongs to; see
                `kiosk.domain.trace`.
        """
        self._routes = routes
        self._clock = clock
        self._span = span
        self._errand = _Errand()
        self._last_ticket = 0

    def send(self, ask: Ask[Any]) -> None:
        """Start whatever answers this ask; nothing for asks of the screen alone."""
        self.call_off()
        self._errand = _Errand(started_at=self._clock.monotonic())
        jobs = [(route, self._job(route, ask)) for route in self._routes_of(ask)]
        self._errand.jobs = {job.ticket: (route, job) for route, job in jobs}
        for route, job in jobs:
            route.station.submit(job)

    def call_off(self) -> None:
        """Cancel what is under way; its replies will be dropped."""
        for _, job in self._errand.jobs.values():
            job.cancellation.cancel()
        self._errand = _Errand()

    def accept(self, reply: Handled) -> Handled | None:
        """Give the reply when it decides the open ask or shows its progress."""
        if reply.ticket not in self._errand.jobs:
            return None
        if isinstance(reply, Progressed):
            return reply
        del self._errand.jobs[reply.ticket]
        if isinstance(reply, Failed) and self._is_passed_over(reply.fault):
            return None
        self.call_off()
        return reply

    def overdue(self) -> tuple[Station, Expired] | None:
        """Give the station that hangs beyond its deadline, and the fault to raise."""
        age = self._clock.monotonic() - self._errand.started_at
        for route, _ in self._errand.jobs.values():
            limit = route.deadline_seconds
            if limit is not None and age > limit:
                self.call_off()
                return route.station, Expired(part=route.station.name)
        return None

    def _is_passed_over(self, fault: Fault) -> bool:
        """Whether another worker may still answer, so one missing reader is no end."""
        return isinstance(fault, DeviceLost) and bool(self._errand.jobs)

    def _routes_of(self, ask: Ask[Any]) -> Sequence[Route]:
        return self._routes.get(type(ask), ())

    def _job(self, route: Route, ask: Ask[Any]) -> Job:
        self._last_ticket += 1
        span = self._span()

        def call(device: object, tools: Tools) -> object:
            with traced(span):
                return route.call(device, ask, tools)

        return Job(self._last_ticket, call)
