"""Keeps the signed lists that verdicts rest on young, over the terminal's own line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk.documents.signed_list import LIST_KINDS, ListRefused
from kiosk.documents.trust import Trust
from kiosk.documents.trust_directory import TrustDirectory
from kiosk.domain.fault import CentreFault
from kiosk.ports.clock import Clock
from kiosk.ports.headquarters import Headquarters
from kiosk.work.rhythm import Rhythm

__all__ = ["ListPost"]

_REFRESH_SECONDS = 6 * 3600.0
_RETRY_SECONDS = 300.0


@dataclass(slots=True)
class ListPost:
    """Fetches both lists four times a day; an older or a foreign one is refused."""

    trust: Path
    headquarters: Headquarters
    clock: Clock
    _rhythm: Rhythm = field(init=False)
    _issued: datetime | None = field(default=None, init=False)
    _has_looked: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Look for the first time at once."""
        self._rhythm = Rhythm(self.clock)

    def step(self) -> float:
        """Fetch if it is time; gives the seconds until the next turn."""
        return self._rhythm.step(self._attempt)

    def hurry(self) -> None:
        """Have the next turn come at once."""
        self._rhythm.hurry()

    def issued(self) -> datetime | None:
        """Give when the older of the two lists came out; none where there is none."""
        if not self._has_looked:
            self._look()
        return self._issued

    def _attempt(self) -> float:
        try:
            texts = self.headquarters.signed_lists()
            for kind in LIST_KINDS:
                TrustDirectory(self.trust).take(kind, texts[kind])
        except (CentreFault, ListRefused, KeyError, OSError):
            return _RETRY_SECONDS
        self._look()
        return _REFRESH_SECONDS

    def _look(self) -> None:
        self._has_looked = True
        try:
            ages = Trust.load(self.trust).ages
        except (OSError, ValueError):
            self._issued = None
            return
        self._issued = min((age.issued for age in ages), default=None)
