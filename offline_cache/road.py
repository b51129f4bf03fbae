"""The road to the centre: a thread of its own, on which no question waits for ever."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import requests

from kiosk.domain.fault import CentreUnreachable, Fault, Revoked
from kiosk.domain.trace import current_trace
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus
from offline_cache.answer import fault_of
from offline_cache.line import Line
from offline_cache.shape import check_troubles, object_of

__all__ = ["Road"]

_LOOK_SECONDS = 0.4
_PROBE_SECONDS = 3.0
_SLACK_SECONDS = 0.5


class Road:
    """Carries one question after the other over a line.

    Talking happens on a thread of its own, because looking a name up knows no
    time limit: every question ends after `connect_seconds` + `read_seconds`
    (and half a second at most), whatever the network does.

    Attributes:
        skew_seconds: Centre's clock minus ours, as of the last sign of life;
            none before the first.
        dismissal: Why the centre last refused to know us; empty since it did.
    """

    def __init__(
        self, line: Line, clock: Clock, *, connect_seconds: float, read_seconds: float
    ) -> None:
        """Prepare; nothing is sent before the first question."""
        self._line = line
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="courier")
        self._connect_seconds = connect_seconds
        self._seconds = connect_seconds + read_seconds
        self._clock = clock
        self._probe: Future[DeviceStatus] | None = None
        self.skew_seconds: float | None = None
        self.dismissal = ""

    def status(self) -> DeviceStatus:
        """Ask for a sign of life, for less than half a second.

        A centre that takes longer counts as offline; its late answer is told
        by the next call, so that a slow line is found out to be one.
        """
        is_new = self._probe is None
        probe = self._probe or self._thread.submit(self._look)
        try:
            told = probe.result(_LOOK_SECONDS if is_new else 0)
        except TimeoutError:
            self._probe = probe
            cause = CentreUnreachable.key
            return DeviceStatus(DeviceState.OFFLINE, cause=cause, detail="slow")
        self._probe = None
        return told

    def close(self) -> None:
        """Hang up; a second call does nothing."""
        self._line.cut()
        self._thread.shutdown(cancel_futures=True)
        self._line.close()

    def ask(self, method: str, path: str, body: object) -> dict[str, Any]:
        """Give the centre's answer, or raise the fault that it means."""
        question = (method, path, body, self._seconds, current_trace())
        errand = self._thread.submit(self._exchange, *question)
        try:
            return errand.result(self._seconds + _SLACK_SECONDS)
        except (TimeoutError, CancelledError):
            errand.cancel()
            raise CentreUnreachable(reason="time-out") from None

    # On the thread --------------------------------------------------------

    def _look(self) -> DeviceStatus:
        started = time.monotonic()
        try:
            told = self._exchange("GET", "/v1/health", None, _PROBE_SECONDS)
            self._note_clock(told, time.monotonic() - started)
        except CentreUnreachable as fault:
            reason = str(fault.facts.get("reason", ""))
            return DeviceStatus(DeviceState.OFFLINE, cause=fault.key, detail=reason)
        except Fault as fault:
            return DeviceStatus(DeviceState.USER_ERROR, cause=fault.key)
        except Exception as bug:  # noqa: BLE001 - a status never raises
            kind = type(bug).__name__
            return DeviceStatus(DeviceState.USER_ERROR, cause="bug", detail=kind)
        return DeviceStatus(DeviceState.ONLINE)

    def _exchange(
        self, method: str, path: str, body: object, seconds: float, span: str = ""
    ) -> dict[str, Any]:
        answer = self._line.ask(
            method,
            path,
            body,
            seconds=seconds,
            connect_seconds=self._connect_seconds,
            headers={"traceparent": span} if span else None,
        )
        if answer.status == requests.codes.unprocessable:
            check_troubles(answer.text)
        if answer.status != requests.codes.ok:
            fault = fault_of(answer.status, answer.headers, answer.text)
            if isinstance(fault, Revoked):
                self.dismissal = str(fault.facts["reason"])
            raise fault
        self.dismissal = ""
        return object_of(answer.text)

    def _note_clock(self, told: dict[str, Any], round_trip: float) -> None:
        """Compare clocks, taking the answer to be half the round trip old."""
        try:
            theirs = datetime.fromisoformat(str(told.get("now")))
            ours = self._clock.now() - timedelta(seconds=round_trip / 2)
            self.skew_seconds = (theirs - ours).total_seconds()
        except (ValueError, TypeError):
            raise CentreUnreachable(reason="ill-formed") from None
