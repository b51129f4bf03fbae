"""The terminal's pulse: measures itself, tells the centre, does what it is told."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import kiosk
from kiosk.assembly.ring import Ring
from kiosk.assembly.supplies import Supplies
from kiosk.domain.fault import CentreFault
from kiosk.domain.gate import GateKind, GateState, judge
from kiosk.domain.heartbeat import (
    Burden,
    GateReport,
    Heartbeat,
    LogExcerpt,
    Order,
    OrderDone,
    OrderKind,
)
from kiosk.domain.release import UpdateReport
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.headquarters import Headquarters
from kiosk.ports.store import CopyState
from kiosk.work.noticeboard import Noticeboard, Right
from kiosk.work.rhythm import Rhythm
from offline_cache.store import Store

__all__ = ["Pulse"]

_DAY = 86_400.0
_MEGABYTE = 1_000_000
_AWAY_SECONDS = 30.0
_SHORTEST_SECONDS, _LONGEST_SECONDS = 1.0, 900.0
_LOG_BYTES = 200_000
_SURE_SECONDS = 3600.0


@dataclass(slots=True)
class Pulse:
    """Beats in the store's thread.

    Attributes:
        status: Looks for a sign of life, which costs half a second at most.
        signers_issued: Gives when the older of the signed lists was issued.
        hurry: Makes everything that is fetched from the centre due now.
        log_file: The event log, free of personal data.
        supplies: Counts paper and toner; none where nobody does.
        update: Tells what became of the newest change of version.
        ring: The group for new versions this terminal is in.
    """

    store: Store
    headquarters: Headquarters
    status: Callable[[], DeviceStatus]
    board: Noticeboard
    clock: Clock
    signers_issued: Callable[[], datetime | None]
    hurry: Callable[[], None]
    log_file: Path
    skew: Callable[[], float | None] = lambda: None
    update: Callable[[], UpdateReport | None] = lambda: None
    supplies: Supplies | None = None
    ring: Ring = field(default_factory=Ring)
    _began: float = field(default_factory=time.monotonic)
    _rhythm: Rhythm = field(init=False)
    _measured_at: float = -1.0
    _forsaken_at: float | None = None

    def __post_init__(self) -> None:
        """Beat for the first time at once."""
        self._rhythm = Rhythm(self.clock)

    def step(self) -> float:
        """Measure, and beat if it is time; gives the seconds to the next turn."""
        self._measure()
        return self._rhythm.step(self._beat)

    def _measure(self) -> None:
        """Look at the gates each few seconds, line or no line."""
        now = self.clock.monotonic()
        if 0 <= now - self._measured_at < _SHORTEST_SECONDS:
            return
        self._measured_at = now
        if self.supplies is not None:
            self.supplies.notice(self.board.readiness)
        standing = self.store.standing
        profile = standing.profile()
        right = Right(self._gates(), standing.closed_services(), profile)
        self.board.tell_right(right)
        self._look_for_centre(profile.seal_after_days)

    def _look_for_centre(self, limit: float | None) -> None:
        """Note since when the centre has been away for longer than so many days."""
        away = _days(self.clock.now(), self.store.standing.heard_at)
        if limit is None or away is None or away <= limit:
            self._forsaken_at = None
        elif self._forsaken_at is None:
            self._forsaken_at = self.clock.monotonic()

    @property
    def is_forsaken(self) -> bool:
        """Whether the centre was away for too long, seen so for an hour on end.

        A clock that jumps, or is set only some time after the start, must not seal
        a store.
        """
        at = self._forsaken_at
        return at is not None and self.clock.monotonic() - at >= _SURE_SECONDS

    def _beat(self) -> float:
        if self.status().state is DeviceState.OFFLINE:
            return _AWAY_SECONDS
        beat = self._told()
        try:
            answer = self.headquarters.beat(beat)
        except CentreFault:
            return _AWAY_SECONDS
        self.store.standing.heard(self.clock.now(), answer, beat.done)
        self.ring.take(answer.ring)
        for order in answer.orders:
            self._carry_out(order)
        self._measured_at = -1.0
        self._measure()
        if answer.orders:
            return _SHORTEST_SECONDS
        return min(max(answer.next_seconds, _SHORTEST_SECONDS), _LONGEST_SECONDS)

    # What is told ------------------------------------------------------------

    def _told(self) -> Heartbeat:
        standing = self.store.standing
        return Heartbeat(
            instance=standing.instance(),
            sequence=standing.next_sequence(),
            made_at=self.clock.now(),
            software=kiosk.__version__,
            up_seconds=round(time.monotonic() - self._began, 1),
            readiness=self.board.readiness,
            burden=self._burden(),
            gates=tuple(_report(state) for state in self._gates()),
            done=standing.done(),
            update=self.update(),
            supplies=self.supplies.forecasts() if self.supplies else (),
            profile=standing.profile().key,
            ring=self.ring.name,
        )

    def _burden(self) -> Burden:
        outbox = self.store.outbox
        unknown = [e for e in self.store.ledger.unsettled() if _is_unknown(e.state)]
        return Burden(
            outbox_count=outbox.pending_count(),
            outbox_oldest_seconds=self._oldest_seconds(),
            dead_letters=outbox.dead_letter_count(),
            copies_unknown=len(unknown),
            disk_free_mb=self._disk_free_mb(),
            skew_seconds=self.skew(),
        )

    def _oldest_seconds(self) -> float:
        oldest = self.store.outbox.pending(1)
        if not oldest:
            return 0.0
        return max(0.0, (self.clock.now() - oldest[0].made_at).total_seconds())

    def _disk_free_mb(self) -> float:
        return round(shutil.disk_usage(self.store.directory).free / _MEGABYTE, 1)

    # The gates ---------------------------------------------------------------

    def _gates(self) -> tuple[GateState, ...]:
        pace = self.supplies.pace if self.supplies else None
        return judge(self.store.standing.gates(), self._measured(), pace)

    def _measured(self) -> Mapping[GateKind, float]:
        now = self.clock.now()
        heard, issued = self.store.standing.heard_at, self.signers_issued()
        told: dict[GateKind, float | None] = {
            GateKind.SYNC_AGE: _days(now, heard),
            GateKind.OUTBOX_COUNT: self.store.outbox.pending_count(),
            GateKind.OUTBOX_AGE: self._oldest_seconds() / _DAY,
            GateKind.DISK_FREE: self._disk_free_mb(),
            GateKind.CLOCK_DRIFT: self._drift(now, heard),
            GateKind.SIGNERS_AGE: _days(now, issued),
            GateKind.SOFTWARE_AGE: _days(now, kiosk.RELEASED),
            GateKind.SUPPLIES: self.supplies.sheets_left() if self.supplies else None,
        }
        return {kind: value for kind, value in told.items() if value is not None}

    def _drift(self, now: datetime, heard: datetime | None) -> float | None:
        """Give the clock's error: against the centre, or against its own past.

        Without a line a clock that fell back behind the last answer is wrong by
        at least that much; one that ran ahead shows in the ages.
        """
        if heard is not None and now < heard:
            return (heard - now).total_seconds()
        return self.skew()

    # What is ordered ---------------------------------------------------------

    def _carry_out(self, order: Order) -> None:
        """Do what was ordered, once; it is noted before it is done."""
        standing = self.store.standing
        if standing.is_known(order.id):
            return
        result = self._prepare(order)
        standing.note_done(OrderDone(order.id, result))
        facts = {"order": order.id, "kind": str(order.kind), "result": result}
        self.store.audit.append("ordered", facts)
        if result == "done" and order.kind is OrderKind.RESTART:
            self.board.order(order)

    def _prepare(self, order: Order) -> str:
        if order.kind is OrderKind.REFRESH:
            self.hurry()
        elif order.kind is OrderKind.FETCH_LOGS:
            return self._send_log(order)
        elif order.kind is not OrderKind.RESTART:
            return self._switch(order)
        return "done"

    def _switch(self, order: Order) -> str:
        known = {service.key for service in self.board.readiness.services}
        closed = self.store.standing.closed_services()
        if order.argument not in known:
            return "no-such-service"
        is_closing = order.kind is OrderKind.CLOSE_SERVICE
        changed = closed | {order.argument} if is_closing else closed - {order.argument}
        self.store.standing.close_services(changed)
        return "done"

    def _send_log(self, order: Order) -> str:
        try:
            text = _end_of(self.log_file)
            self.headquarters.hand_in_log(LogExcerpt(order.id, text))
        except CentreFault as fault:
            return fault.key
        except OSError:
            return "no-log"
        return "done"


def _end_of(path: Path) -> str:
    """Read whole lines from a file's end."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _LOG_BYTES))
        data = file.read()
    if size > _LOG_BYTES:
        data = data.partition(b"\n")[2]
    return data.decode("utf-8", "replace")


def _is_unknown(state: CopyState) -> bool:
    return state is CopyState.UNKNOWN


def _days(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else max(0.0, (now - then).total_seconds() / _DAY)


def _report(state: GateState) -> GateReport:
    rule = state.rule
    left = None if state.days_left is None else round(state.days_left, 2)
    value = round(state.value, 3)
    return GateReport(str(rule.kind), value, rule.limit, state.is_closed, left)
