"""What may be wrong with the twin of the centre, or with the way to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from kiosk.domain.fault import CentreRefused, CentreUnreachable, Revoked
from kiosk.ports.device import DeviceState, DeviceStatus

__all__ = ["CentreTrouble", "Troubles"]


class CentreTrouble(StrEnum):
    """What may be wrong with the centre or the way to it.

    ``ANSWER_LOST`` has the next question answered while the answer goes astray,
    once; ``PUT_OFF`` answers each deed with *retry*; ``SLOW`` waits ``seconds``
    and then counts as no answer. A centre put back from a copy does not know a
    terminal that is younger: ``UNKNOWN``.
    """

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BUSY = "busy"
    REFUSE = "refuse"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    ANSWER_LOST = "answer-lost"
    PUT_OFF = "put-off"


class Troubles:
    """The present troubles; one question at a time is answered among them.

    Attributes:
        changed: Held while a question is answered, and by who changes anything.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.changed = threading.Condition()
        self._present: set[CentreTrouble] = set()
        self._slow_seconds = 0.0

    def __contains__(self, trouble: CentreTrouble) -> bool:
        """Whether this trouble is there."""
        return trouble in self._present

    def add(self, name: str, seconds: float = 0.0) -> None:
        """Add one; with ``seconds`` for one that is slow."""
        self._present.add(CentreTrouble(name))
        self._slow_seconds = max(self._slow_seconds, seconds)

    def clear(self, name: str = "") -> None:
        """Take one away, or all."""
        self._present -= {CentreTrouble(name)} if name else set(CentreTrouble)

    def status(self) -> DeviceStatus:
        """Tell whether a question would be answered now."""
        silent = {CentreTrouble.UNREACHABLE, CentreTrouble.SLOW}
        with self.changed:
            if self._present & silent:
                cause = CentreUnreachable.key
                return DeviceStatus(DeviceState.OFFLINE, cause=cause)
            if CentreTrouble.REVOKED in self._present:
                return DeviceStatus(DeviceState.USER_ERROR, cause=Revoked.key)
        return DeviceStatus(DeviceState.ONLINE)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Let the troubles happen before and after a question is answered."""
        with self.changed:
            if CentreTrouble.SLOW in self._present:
                self.changed.wait_for(self._is_quick, self._slow_seconds)
            self._complain()
            yield
            if CentreTrouble.ANSWER_LOST in self._present:
                self._present.discard(CentreTrouble.ANSWER_LOST)
                raise CentreUnreachable(reason="answer-lost")

    def _is_quick(self) -> bool:
        return CentreTrouble.SLOW not in self._present

    def _complain(self) -> None:
        if self._present & {CentreTrouble.UNREACHABLE, CentreTrouble.SLOW}:
            raise CentreUnreachable(reason="simulated")
        if CentreTrouble.BUSY in self._present:
            raise CentreUnreachable(reason="busy", retry_after_seconds=1)
        for trouble in (CentreTrouble.REVOKED, CentreTrouble.UNKNOWN):
            if trouble in self._present:
                raise Revoked(reason=str(trouble))
        if CentreTrouble.REFUSE in self._present:
            raise CentreRefused(reason="simulated")
