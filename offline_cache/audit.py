"""The audit log: a chain of hashes, so that a missing or changed line shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.ports.clock import Clock
from offline_cache.database import Database

__all__ = ["DEED_RECORDED", "AuditAnchor", "AuditLine", "AuditLog"]

DEED_RECORDED = "deed-recorded"
"""Event of a deed that was put into the outbox; facts ``deed`` and ``kind``."""

_START = b"\x00" * 32
_LAST = "SELECT position, chain FROM audit ORDER BY position DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class AuditAnchor:
    """The log's end at some moment; kept elsewhere, it proves the log later on.

    Attributes:
        position: Number of the last line, 0 for an empty log.
        chain: Hash over all lines up to it, 32 bytes.
    """

    position: int
    chain: bytes


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One event as it was written.

    Attributes:
        at: Time in ISO form with zone.
        facts: JSON text, without personal data.
    """

    position: int
    at: str
    event: str
    facts: str
    chain: bytes


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
            last = connection.execute(_LAST).fetchone() or (0, _START)
            chain = _link(bytes(last[1]), at, event, text)
            connection.execute(
                "INSERT INTO audit VALUES (?, ?, ?, ?, ?)",
                (last[0] + 1, at, event, text, chain),
            )
        return chain

    def end(self) -> AuditAnchor:
        """Tell the log's end, to be kept where nobody here can change it."""
        rows = self._database.read(_LAST) or [(0, _START)]
        return AuditAnchor(int(rows[0][0]), bytes(rows[0][1]))

    def lines(self, after: int = 0) -> Sequence[AuditLine]:
        """Give the lines behind a position, in order."""
        rows = self._database.read(
            "SELECT position, at, event, facts, chain FROM audit "
            "WHERE position > ? ORDER BY position",
            (after,),
        )
        return [
            AuditLine(position, at, event, facts, bytes(chain))
            for position, at, event, facts, chain in rows
        ]

    def verify(self, anchor: AuditAnchor | None = None) -> int | None:
        """Walk the chain; gives the position of the first wrong line, or none.

        Lines taken from the very end, or a log written anew from some line on,
        show only against an anchor from before.
        """
        chain, expected = _START, 1
        for line in self.lines():
            chain = _link(chain, line.at, line.event, line.facts)
            if line.position != expected or chain != line.chain:
                return expected
            if anchor and line.position == anchor.position and chain != anchor.chain:
                return expected
            expected += 1
        return expected if anchor and anchor.position >= expected else None


def _text(facts: Mapping[str, str | int]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)


def _link(before: bytes, at: str, event: str, facts: str) -> bytes:
    line = json.dumps([at, event, facts], ensure_ascii=False).encode()
    return hashlib.sha256(before + line).digest()
