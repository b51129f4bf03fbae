"""The terminal's standing with the centre, kept through restarts and bad lines."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime

from kiosk.domain.fault import InvalidValue
from kiosk.domain.gate import DEFAULT_GATES, GateRule
from kiosk.domain.heartbeat import HeartbeatAnswer, OrderDone
from kiosk.domain.profile import STANDARD, TerminalProfile
from kiosk.domain.wire import from_wire, to_wire
from offline_cache.database import Database

__all__ = ["Standing"]

_INSTANCE, _SEQUENCE, _HEARD_AT, _GATES = "instance", "sequence", "heard-at", "gates"
_CLOSED, _DONE, _KNOWN, _PROFILE = "closed", "done", "known", "profile"
_MOST_KNOWN = 200


class Standing:
    """A few named values in the store."""

    def __init__(self, database: Database) -> None:
        """Keep them in an open database."""
        self._database = database

    def instance(self) -> str:
        """Give this store's own name, drawn once."""
        found = self._read(_INSTANCE)
        if found is None:
            found = str(uuid.uuid4())
            self._write(_INSTANCE, found)
        return found

    def next_sequence(self) -> int:
        """Count one more beat, durably."""
        sequence = int(self._read(_SEQUENCE) or 0) + 1
        self._write(_SEQUENCE, str(sequence))
        return sequence

    @property
    def heard_at(self) -> datetime | None:
        """When the centre last answered a beat, by our clock; none if never."""
        found = self._read(_HEARD_AT)
        return datetime.fromisoformat(found) if found else None

    def heard(
        self, now: datetime, answer: HeartbeatAnswer, told: Sequence[OrderDone]
    ) -> None:
        """Keep what an answered beat settles: time, limits, profile, what was told."""
        settled = {each.id for each in told}
        with self._database.transaction():
            self._write(_HEARD_AT, now.isoformat())
            self._write(_GATES, json.dumps(to_wire(answer.gates)))
            self._write(_PROFILE, json.dumps(to_wire(answer.profile)))
            left = [each for each in self.done() if each.id not in settled]
            self._write(_DONE, json.dumps(to_wire(tuple(left))))

    def gates(self) -> tuple[GateRule, ...]:
        """Give the limits the centre told last, or those to begin with."""
        found = self._read(_GATES)
        try:
            return from_wire(tuple[GateRule, ...], json.loads(found or "null"))
        except (InvalidValue, ValueError):
            return DEFAULT_GATES

    def profile(self) -> TerminalProfile:
        """Give the security profile the centre told last."""
        found = self._read(_PROFILE)
        try:
            return from_wire(TerminalProfile, json.loads(found or "null"))
        except (InvalidValue, ValueError):
            return STANDARD

    def closed_services(self) -> frozenset[str]:
        """Give the services that were closed from afar."""
        return frozenset(json.loads(self._read(_CLOSED) or "[]"))

    def close_services(self, keys: frozenset[str]) -> None:
        """Keep which services are closed from afar."""
        self._write(_CLOSED, json.dumps(sorted(keys)))

    def is_known(self, order_id: str) -> bool:
        """Whether an order was carried out before."""
        return order_id in json.loads(self._read(_KNOWN) or "[]")

    def done(self) -> tuple[OrderDone, ...]:
        """Give what the centre was not told yet."""
        return from_wire(tuple[OrderDone, ...], json.loads(self._read(_DONE) or "[]"))

    def note_done(self, done: OrderDone) -> None:
        """Keep, before it is carried out, that an order was; never twice."""
        known = [*json.loads(self._read(_KNOWN) or "[]"), done.id][-_MOST_KNOWN:]
        with self._database.transaction():
            self._write(_KNOWN, json.dumps(known))
            self._write(_DONE, json.dumps(to_wire((*self.done(), done))))

    def _read(self, name: str) -> str | None:
        rows = self._database.read("SELECT value FROM standing WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def _write(self, name: str, value: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO standing VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
