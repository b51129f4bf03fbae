"""The sync loop: one small batch at a time, patient with a centre that is away."""

from __future__ import annotations

from random import Random
from typing import Protocol

from kiosk.domain.deed import Deed, DeedAnswer, DeedOutcome
from kiosk.domain.fault import CentreFault, CentreRefused, CentreUnreachable, Revoked
from kiosk.ports.centre import Centre
from kiosk.ports.clock import Clock
from kiosk.ports.store import Outbox

__all__ = ["SyncLoop"]

_BATCH = 20
_IDLE_SECONDS = 1.0
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 300.0
_REVOKED_PAUSE_SECONDS = 600.0


class Chance(Protocol):
    """The part of `random.Random` that jitter needs."""

    def uniform(self, low: float, high: float) -> float:
        """Give a number between two."""


class SyncLoop:
    """Sends what waits in the outbox, in order, at least once.

    The centre answers each deed once and for ever, which makes the effect
    happen exactly once. Failing sends pause with full jitter up to five
    minutes; a batch the centre refuses whole is tried one deed at a time, so
    that a poisoned deed never holds up the others.
    """

    def __init__(
        self, outbox: Outbox, centre: Centre, clock: Clock, chance: Chance | None = None
    ) -> None:
        """Join outbox and centre; `step` does the work."""
        self._outbox = outbox
        self._centre = centre
        self._clock = clock
        # Jitter spreads load; it guards no secret.
        self._chance: Chance = chance or Random()  # noqa: S311
        self._failures = 0
        self._next_at = 0.0

    def step(self) -> float:
        """Send at most one batch; gives the seconds until the next turn."""
        wait = self._next_at - self._clock.monotonic()
        if wait > 0:
            return wait
        deeds = self._outbox.pending(_BATCH)
        if not deeds:
            return _IDLE_SECONDS
        try:
            more = self._deliver(list(deeds))
        except Revoked:
            return self._pause(_REVOKED_PAUSE_SECONDS)
        except CentreFault as fault:
            return self._pause(self._backoff(fault))
        self._failures = 0
        return 0.0 if more else self._pause(self._backoff(CentreUnreachable()))

    def _deliver(self, deeds: list[Deed]) -> bool:
        """Send a batch and note the answers; true when some deed was settled."""
        try:
            answers = self._centre.send(deeds)
        except CentreRefused as fault:
            if len(deeds) > 1:
                settled = [self._deliver([deed]) for deed in deeds]
                return any(settled)
            reason = str(fault.facts.get("reason", "refused"))
            answers = [DeedAnswer(deeds[0].id, DeedOutcome.REFUSED, reason)]
        if any(answer.outcome is DeedOutcome.REVOKED for answer in answers):
            raise Revoked
        self._outbox.apply(answers)
        return any(answer.outcome is not DeedOutcome.RETRY for answer in answers)

    def _backoff(self, fault: CentreFault) -> float:
        self._failures += 1
        ceiling = min(
            _LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0 ** (self._failures - 1)
        )
        asked = float(fault.facts.get("retry_after_seconds", 0))
        return max(asked, self._chance.uniform(0.1, ceiling))

    def _pause(self, seconds: float) -> float:
        self._next_at = self._clock.monotonic() + seconds
        return seconds
