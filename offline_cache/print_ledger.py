"""The print ledger: each copy's intent is durable before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kiosk.domain.fault import InvalidValue
from kiosk.ports.clock import Clock
from kiosk.ports.printer import JobReference
from kiosk.ports.store import CopyEntry, CopyState
from offline_cache.database import Database, Row

__all__ = ["SqlPrintLedger"]

_COLUMNS = "serial, sheets, state, reserved_at, job_uri, job_id, job_up_time"

_FORWARD: dict[CopyState, frozenset[CopyState]] = {
    CopyState.RESERVED: frozenset(
        {CopyState.SENT, CopyState.OUT, CopyState.FAILED, CopyState.UNKNOWN}
    ),
    CopyState.SENT: frozenset({CopyState.OUT, CopyState.FAILED, CopyState.UNKNOWN}),
    CopyState.OUT: frozenset({CopyState.TAKEN, CopyState.UNKNOWN}),
    CopyState.UNKNOWN: frozenset(
        {CopyState.OUT, CopyState.FAILED, CopyState.TAKEN, CopyState.UNKNOWN}
    ),
    CopyState.FAILED: frozenset(),
    CopyState.TAKEN: frozenset(),
}
"""What may follow what; *unknown* is left only when a person settles it."""


class SqlPrintLedger:
    """Implements `kiosk.ports.store.PrintLedger` on the encrypted store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep the ledger in an open database."""
        self._database = database
        self._clock = clock

    def reserve(self, serial: str, sheets: int) -> CopyEntry:
        """Write a copy's intent; see `PrintLedger.reserve`."""
        if not serial or sheets < 1:
            raise InvalidValue(field="copy", reason="serial-or-sheets")
        now = self._clock.now().isoformat()
        with self._database.transaction() as connection:
            made = connection.execute(
                "INSERT OR IGNORE INTO print_ledger "
                "(serial, sheets, state, reserved_at, changed_at) "
                "VALUES (?, ?, ?, ?, ?)",
                (serial, sheets, str(CopyState.RESERVED), now, now),
            )
            if made.rowcount != 1:
                raise InvalidValue(field="serial", reason="reserved-before")
        return self._entry(serial)

    def sent(self, serial: str, job: JobReference) -> CopyEntry:
        """Note that the printer took the copy; see `PrintLedger.sent`."""
        return self._move(serial, CopyState.SENT, job)

    def settle(self, serial: str, state: CopyState) -> CopyEntry:
        """Note an outcome; see `PrintLedger.settle`."""
        return self._move(serial, state, None)

    def count_since(self, moment: str) -> int:
        """Count the sheets that were meant for paper since an ISO moment, or ever."""
        rows = self._database.read(
            "SELECT coalesce(sum(sheets), 0) FROM print_ledger "
            "WHERE state IN ('out', 'taken', 'unknown', 'sent') "
            "AND julianday(reserved_at) >= coalesce(julianday(nullif(?, '')), 0)",
            (moment,),
        )
        return int(rows[0][0])

    def first_moment(self) -> str:
        """Tell when the first copy was reserved, ISO; empty for an empty ledger."""
        question = "SELECT min(reserved_at) FROM print_ledger"
        rows = self._database.read(question)
        return str(rows[0][0] or "")

    def knows(self, serial: str) -> bool:
        """Tell whether a copy was ever meant for paper; see `PrintLedger.knows`."""
        return bool(
            self._database.read(
                "SELECT 1 FROM print_ledger WHERE serial = ?", (serial,)
            )
        )

    def unsettled(self) -> Sequence[CopyEntry]:
        """Give the copies whose outcome is open."""
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM print_ledger "  # noqa: S608 - our own columns
            "WHERE state IN ('reserved', 'sent', 'unknown') ORDER BY reserved_at"
        )
        return [_copy_entry(row) for row in rows]

    def note_told(self, serial: str, state: CopyState) -> None:
        """Note what was put into the outbox about a copy; others pass in silence."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE print_ledger SET told = ? WHERE serial = ?",
                (str(state), serial),
            )

    def untold(self) -> Sequence[CopyEntry]:
        """Give the copies of which something else is known than was told."""
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM print_ledger "  # noqa: S608 - our own columns
            "WHERE told IS NULL OR told <> state ORDER BY reserved_at"
        )
        return [_copy_entry(row) for row in rows]

    def entries(self) -> Sequence[CopyEntry]:
        """Give every copy there ever was, the oldest first."""
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM print_ledger ORDER BY reserved_at"  # noqa: S608
        )
        return [_copy_entry(row) for row in rows]

    def _move(
        self, serial: str, state: CopyState, job: JobReference | None
    ) -> CopyEntry:
        before = self._entry(serial)
        if state not in _FORWARD[before.state]:
            raise InvalidValue(field="copy-state", reason=f"{before.state}-{state}")
        job = job or before.job
        facts = (job.uri, job.job_id, job.up_time) if job else (None, None, None)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE print_ledger SET state = ?, changed_at = ?, "
                "job_uri = ?, job_id = ?, job_up_time = ? WHERE serial = ?",
                (str(state), self._clock.now().isoformat(), *facts, serial),
            )
        return self._entry(serial)

    def _entry(self, serial: str) -> CopyEntry:
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM print_ledger WHERE serial = ?",  # noqa: S608
            (serial,),
        )
        if not rows:
            raise InvalidValue(field="serial", reason="unknown")
        return _copy_entry(rows[0])


def _copy_entry(row: Row) -> CopyEntry:
    job = None if row[4] is None else JobReference(row[4], row[5], row[6])
    return CopyEntry(
        serial=row[0],
        sheets=row[1],
        state=CopyState(row[2]),
        reserved_at=datetime.fromisoformat(row[3]),
        job=job,
    )
