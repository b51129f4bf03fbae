"""Fetches envelopes from the centre in spare time, a small page at a time."""

from __future__ import annotations

from kiosk.domain.fault import CentreFault, CentreRefused, Revoked
from kiosk.ports.centre import Centre
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState
from offline_cache.envelopes import EnvelopeBox

__all__ = ["EnvelopePost"]

_PAGE = 8
"""Envelopes at once: under a second on a line of two megabits."""
_NEXT_SECONDS = 1.0
_REFRESH_SECONDS = 3600.0
_FIRST_SECONDS = 10.0
"""Until the first envelope has come: the centre is just preparing it."""
_PAUSE_SECONDS = 60.0


class EnvelopePost:
    """Registers the terminal's key once, then asks every hour for what is new.

    Of a revoked terminal every envelope is erased, and its key with them. A centre
    that merely does not know us, as one put back from a copy, or a refusal on the
    way costs a community nothing it may need when the line is down.
    """

    def __init__(self, box: EnvelopeBox, centre: Centre, clock: Clock) -> None:
        """Join box and centre; `step` does the work."""
        self._box = box
        self._centre = centre
        self._clock = clock
        self._next_at = 0.0

    def step(self) -> float:
        """Fetch at most one page; gives the seconds until the next turn."""
        wait = self._next_at - self._clock.monotonic()
        if wait > 0:
            return wait
        return self._pause(self._attempt())

    def hurry(self) -> None:
        """Have the next turn come at once."""
        self._next_at = 0.0

    def _attempt(self) -> float:
        if self._centre.status().state is DeviceState.OFFLINE:
            return _PAUSE_SECONDS
        try:
            return self._fetch()
        except Revoked as fault:
            if fault.facts.get("reason", Revoked.key) == Revoked.key:
                self._box.erase_all()
        except CentreRefused:
            # No community, or none that this centre serves by envelopes.
            return _REFRESH_SECONDS
        except CentreFault:
            pass
        return _PAUSE_SECONDS

    def _fetch(self) -> float:
        if not self._box.is_registered:
            public = self._box.key().public_key().public_bytes_raw()
            self._centre.register_envelope_key(public)
            self._box.note_registered()
        page = self._centre.envelopes(self._box.cursor, _PAGE)
        self._box.take(page)
        if not page.is_last:
            return _NEXT_SECONDS
        self._box.erase_expired()
        return _REFRESH_SECONDS if self._box.cursor else _FIRST_SECONDS

    def _pause(self, seconds: float) -> float:
        self._next_at = self._clock.monotonic() + seconds
        return seconds
