"""The audit log: a chain of hashes, so that a missing or changed line shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from kiosk.ports.clock import Clock
from offline_cache.database import Database

__all__ = ["AuditLog"]

_START = b"\x00" * 32


class AuditLog:
    """Appends events without personal data; any line can be proved from the last."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep the log in an open database."""
        self._database = database
        self._clock = clock

    def append(self, event: str, facts: Mapping[str, str | int] | None = None) -> bytes:
        """Write one event durably; gives the chain's new end, 32 bytes."""
        at, text = self._clock.now().isoformat(), _text(facts or {})
        with self._database.transaction() as connection:
            last = connection.execute(
                "SELECT chain FROM audit ORDER BY position DESC LIMIT 1"
            ).fetchone()
            chain = _link(bytes(last[0]) if last else _START, at, event, text)
            connection.execute(
                "INSERT INTO audit (at, event, facts, chain) VALUES (?, ?, ?, ?)",
                (at, event, text, chain),
            )
        return chain

    def verify(self) -> int | None:
        """Walk the chain; gives the position of the first wrong line, or none."""
        chain, expected = _START, 1
        rows = self._database.read(
            "SELECT position, at, event, facts, chain FROM audit ORDER BY position"
        )
        for position, at, event, facts, written in rows:
            chain = _link(chain, at, event, facts)
            if position != expected or chain != bytes(written):
                return int(position)
            expected += 1
        return None


def _text(facts: Mapping[str, str | int]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)


def _link(before: bytes, at: str, event: str, facts: str) -> bytes:
    line = json.dumps([at, event, facts], ensure_ascii=False).encode()
    return hashlib.sha256(before + line).digest()
