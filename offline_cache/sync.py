"""The sync loop: one small batch at a time, patient with a centre that is away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from random import Random
from typing import Protocol

from kiosk.domain.deed import Deed, DeedAnswer, DeedOutcome
from kiosk.domain.fault import CentreFault, CentreRefused, Revoked
from kiosk.ports.centre import Centre
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState
from kiosk.ports.store import Outbox
from offline_cache.hold import Holds

__all__ = ["Chance", "LanedOutbox", "SyncLoop"]

_BATCH = 20
_LARGEST_BATCH = 160
_MOST_BYTES = 400_000
_QUICK_SECONDS = 0.4
_IDLE_SECONDS = 1.0
_FIRST_PAUSE_SECONDS = 1.0
_SHORTEST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 300.0
_MOST_DOUBLINGS = 16
_REVOKED_PAUSE_SECONDS = 600.0
_FINAL = frozenset({DeedOutcome.ACCEPTED, DeedOutcome.REFUSED})


class Chance(Protocol):
    """The part of `random.Random` that jitter needs."""

    def uniform(self, low: float, high: float) -> float:
        """Give a number between two."""


class LanedOutbox(Outbox, Protocol):
    """An outbox that knows which deeds may overtake which."""

    def next_of_each_lane(
        self, limit: int, besides: Collection[str] = ()
    ) -> Sequence[Deed]:
        """Give the oldest open deed of each lane; see `SqlOutbox`."""


class SyncLoop:
    """Sends what waits in the outbox, at least once, each lane in its order.

    The centre answers each deed once and for ever, which makes the effect
    happen exactly once. Batches grow while full ones are answered quickly, so that
    a fortnight's deeds are soon through and a look-up never waits long behind one.
    While the centre is away, sends pause with full jitter
    up to five minutes. A deed that the centre puts off waits by itself; a batch
    that the living centre chokes on is halved until the one deed is found that
    spoils it, and that one travels alone from then on. So nothing but its own
    lane ever waits for a deed. The rules stand in ``docs/sync.md``.
    """

    def __init__(
        self,
        outbox: LanedOutbox,
        centre: Centre,
        clock: Clock,
        chance: Chance | None = None,
        largest: int = _LARGEST_BATCH,
    ) -> None:
        """Join outbox and centre; `step` does the work.

        Args:
            outbox: What waits.
            centre: Who answers.
            clock: Times pauses and batches.
            chance: Spreads pauses; by chance when none is given.
            largest: Deeds in one batch, at most.
        """
        self._outbox = outbox
        self._centre = centre
        self._clock = clock
        # Jitter spreads load; it guards no secret.
        self._chance: Chance = chance or Random()  # noqa: S311
        self._holds = Holds()
        self._largest = largest
        self._size = min(_BATCH, largest)
        self._failures = 0
        self._next_at = 0.0

    def step(self) -> float:
        """Send at most one batch; gives the seconds until the next turn."""
        wait = self._next_at - self._clock.monotonic()
        if wait > 0:
            return wait
        deeds = self._batch()
        if not deeds:
            return _IDLE_SECONDS
        # A sign of life costs half a second at most, a question into a dead line
        # many; and the store's thread must be free for the resident's next act.
        if self._centre.status().state is DeviceState.OFFLINE:
            return self._absent()
        return self._attempt(deeds)

    def hurry(self) -> None:
        """Forget the present pause; the next turn comes at once."""
        self._next_at = 0.0

    def _attempt(self, deeds: Sequence[Deed]) -> float:
        """Send one batch, whatever comes of it."""
        try:
            return self._deliver(deeds)
        except Revoked:
            return self._pause(_REVOKED_PAUSE_SECONDS)
        except CentreRefused as fault:
            return self._refused(deeds, fault)
        except CentreFault as fault:
            return self._failed(deeds, fault)

    def _batch(self) -> Sequence[Deed]:
        """Choose what to send: one suspect by itself, or several others."""
        waiting = self._holds.waiting(self._clock.monotonic())
        deeds = self._outbox.next_of_each_lane(self._size, waiting)
        if deeds and self._holds.is_alone(deeds[0].id):
            return deeds[:1]
        others = [deed for deed in deeds if not self._holds.is_alone(deed.id)]
        return list(_light(others))

    def _deliver(self, deeds: Sequence[Deed]) -> float:
        """Send a batch and note the answers."""
        began = self._clock.monotonic()
        self._note(self._centre.send(deeds))
        self._failures = 0
        self._fit(len(deeds), self._clock.monotonic() - began)
        return 0.0

    def _fit(self, count: int, seconds: float) -> None:
        """Choose the next batch's size by how long this one took."""
        if seconds > _QUICK_SECONDS:
            self._size = min(self._size, max(_BATCH, count // 2))
        elif count == self._size:
            self._size = min(self._largest, 2 * self._size)
        else:
            self._size = max(self._size, min(_BATCH, self._largest, 2 * self._size))

    def _note(self, answers: Sequence[DeedAnswer]) -> None:
        self._outbox.apply(answers)
        for answer in answers:
            if answer.outcome in _FINAL:
                self._holds.release(answer.id)
            elif answer.outcome is DeedOutcome.RETRY:
                self._put_off(answer.id)
        if any(answer.outcome is DeedOutcome.REVOKED for answer in answers):
            raise Revoked

    def _refused(self, deeds: Sequence[Deed], fault: CentreRefused) -> float:
        """Find the deed that a refusal of the whole batch means."""
        if len(deeds) > 1:
            self._holds.isolate(deed.id for deed in deeds)
            return 0.0
        reason = str(fault.facts.get("reason", "refused"))
        self._note([DeedAnswer(deeds[0].id, DeedOutcome.REFUSED, reason)])
        return 0.0

    def _failed(self, deeds: Sequence[Deed], fault: CentreFault) -> float:
        """Pause, and look for a culprit only while the centre is alive."""
        asked = float(fault.facts.get("retry_after_seconds", 0))
        if self._centre.status().state is DeviceState.ONLINE:
            self._size = max(1, len(deeds) // 2)
            if len(deeds) == 1 and self._suspect(deeds[0].id) and not asked:
                return 0.0
        return self._absent(asked)

    def _absent(self, asked: float = 0.0) -> float:
        """Pause longer each time, and as long as the centre asked for."""
        self._failures += 1
        return self._pause(max(asked, self._jitter(self._failures)))

    def _suspect(self, deed_id: str) -> bool:
        """Let a deed wait and travel alone; tells whether it did so before."""
        was_alone = self._holds.is_alone(deed_id)
        self._holds.isolate([deed_id])
        self._put_off(deed_id)
        return was_alone

    def _put_off(self, deed_id: str) -> None:
        pause = self._jitter(self._holds.tries(deed_id) + 1)
        self._holds.postpone(deed_id, self._clock.monotonic() + pause)

    def _jitter(self, failures: int) -> float:
        """Draw a pause: full jitter below a ceiling that doubles each time."""
        doublings = min(failures - 1, _MOST_DOUBLINGS)
        ceiling = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0**doublings)
        return self._chance.uniform(_SHORTEST_PAUSE_SECONDS, ceiling)

    def _pause(self, seconds: float) -> float:
        self._next_at = self._clock.monotonic() + seconds
        return seconds


def _light(deeds: Sequence[Deed]) -> Iterator[Deed]:
    """Give the first deeds that are not too much for a thin line together."""
    left = _MOST_BYTES
    for deed in deeds:
        size = sum(len(str(value)) for value in deed.payload.values())
        if size > left < _MOST_BYTES:
            return
        left -= size
        yield deed
