"""What a hall tells everybody who comes in: opening times, the queue, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

__all__ = ["HallBoard", "OpeningTimes", "Queue"]

_QUEUE_IS_FRESH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OpeningTimes:
    """When the counters are open on some days of the week.

    Attributes:
        days: ISO numbers of weekdays, Monday is 1.
    """

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait before the counters.

    Attributes:
        minutes: About how long the last one will wait, if that is known.
        as_of: When it was counted; an old count is not shown.
    """

    waiting: int
    as_of: datetime
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class HallBoard:
    """Everything the hall tells; what nobody filled in is not shown.

    Attributes:
        closed_days: Days without opening, such as holidays, as ISO days.
        notices: One notice each, by language tag; short, most important first.
    """

    opening: tuple[OpeningTimes, ...] = ()
    closed_days: tuple[str, ...] = ()
    queue: Queue | None = None
    notices: tuple[Mapping[str, str], ...] = ()

    @property
    def tells_opening(self) -> bool:
        """Whether the hall said when it is open at all."""
        return bool(self.opening)

    def opening_on(self, moment: datetime) -> OpeningTimes | None:
        """Give the day's opening times; none when the counters stay closed."""
        if moment.date().isoformat() in self.closed_days:
            return None
        today = moment.isoweekday()
        return next((each for each in self.opening if today in each.days), None)

    def queue_at(self, moment: datetime) -> Queue | None:
        """Give the queue when it was counted in the last quarter of an hour."""
        queue = self.queue
        is_fresh = queue is not None and moment - queue.as_of <= _QUEUE_IS_FRESH
        return queue if is_fresh else None
