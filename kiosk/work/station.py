"""A worker's place: hanging workers are replaced there, a bounded number of times."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from kiosk.work.worker import Duty, Job, Worker

if TYPE_CHECKING:
    from kiosk.ports.clock import Clock
    from kiosk.work.reply import Post

__all__ = ["Station", "WornOut"]

_BUDGET = 3
_BUDGET_SECONDS = 3600.0
_STOP_SECONDS = 3.0


class WornOut(Exception):
    """A device hung too often within the hour; the process should start afresh."""


class Station:
    """Keeps one worker running for one duty."""

    def __init__(self, duty: Duty[Any], post: Post, clock: Clock) -> None:
        """Prepare the first worker; `start` sets it to work."""
        self.name = duty.names[0]
        self._duty = duty
        self._post = post
        self._clock = clock
        self._replaced: deque[float] = deque(maxlen=_BUDGET)
        self._worker: Worker[Any] = Worker(duty, post)

    def start(self) -> None:
        """Set the worker to work; jobs that came before wait for it."""
        self._worker.start()

    def submit(self, job: Job) -> None:
        """Hand a job to the present worker."""
        self._worker.submit(job)

    def replace(self) -> None:
        """Give up a hanging worker and start a fresh one.

        Raises:
            WornOut: the fourth time within an hour.
        """
        now = self._clock.monotonic()
        full = len(self._replaced) == _BUDGET
        if full and now - self._replaced[0] < _BUDGET_SECONDS:
            raise WornOut(self.name)
        self._replaced.append(now)
        self._worker.abandon()
        self._worker = Worker(self._duty, self._post)
        self._worker.start()

    def stop(self) -> bool:
        """Stop the worker; false when it hangs."""
        return self._worker.stop(_STOP_SECONDS)
