"""Durable appends beside raw fsync and plain SQLite, and start-up with many rows."""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from kiosk.domain.deed import Deed, DeedKind
from offline_cache.store import Store, open_store

WRITES = 400
WARM_UP = 40
ROUNDS = 3
ROWS = 100_000
OPENINGS = 5
TARGET_MS = 300.0
WHERE = Path("var")


class SameTime:
    """A clock that stands still; telling the time is not what is measured."""

    def now(self) -> datetime:
        """Tell the time."""
        return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        """Count nothing."""
        return 0.0


class Key:
    """A key at hand."""

    def key(self) -> bytes:
        """Give it."""
        return bytes(range(32))


def deed(serial: int) -> Deed:
    """Invent a deed of the usual size."""
    payload: dict[str, str | int | float | bool | None] = {
        "number": f"5101991960010100{serial % 100:02d}",
        "name": "某某",
        "card_kind": "social-security-card",
        "decision": "accept",
        "score": 0.61,
        "certified_on": "2026-11-23",
    }
    moment = SameTime().now()
    return Deed(
        str(UUID(int=serial, version=4)), DeedKind.LIFE_CERTIFIED, moment, payload
    )


def raw_fsync(directory: Path) -> Iterator[Callable[[int], None]]:
    """Append 512 bytes to a file and have the disk confirm them."""
    with (directory / "raw").open("ab", buffering=0) as file:

        def write(_: int) -> None:
            file.write(bytes(512))
            os.fsync(file.fileno())

        yield write


def plain_sqlite(directory: Path) -> Iterator[Callable[[int], None]]:
    """Insert the same row into SQLite without encryption or indexes of ours."""
    with closing(sqlite3.connect(directory / "plain", isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = FULL")
        file.execute("CREATE TABLE outbox (id TEXT PRIMARY KEY, payload TEXT)")

        def write(serial: int) -> None:
            one = deed(serial)
            file.execute("INSERT INTO outbox VALUES (?, ?)", (one.id, str(one.payload)))

        yield write


def outbox(directory: Path) -> Iterator[Callable[[int], None]]:
    """Append a deed."""
    with closing(opened(directory)) as store:
        yield lambda serial: store.outbox.append(deed(serial))


def ledger(directory: Path) -> Iterator[Callable[[int], None]]:
    """Reserve a copy."""
    with closing(opened(directory)) as store:
        yield lambda serial: (store.ledger.reserve(f"2026-{serial}", 1), None)[1]


def audit(directory: Path) -> Iterator[Callable[[int], None]]:
    """Note an event."""
    with closing(opened(directory)) as store:
        yield lambda serial: (store.audit.append("noted", {"n": serial}), None)[1]


def opened(directory: Path) -> Store:
    """Open the store of a directory."""
    return open_store(directory / "store.db", Key(), SameTime())


WRITERS = {
    "raw fsync": raw_fsync,
    "plain SQLite": plain_sqlite,
    "outbox": outbox,
    "print ledger": ledger,
    "audit log": audit,
}


def times(make: Callable[[Path], Iterator[Callable[[int], None]]]) -> list[float]:
    """Measure one writer, in seconds for each write."""
    with tempfile.TemporaryDirectory(dir=WHERE) as directory:
        for write in make(Path(directory)):
            took = []
            for serial in range(WARM_UP + WRITES):
                started = time.perf_counter()
                write(serial)
                took.append(time.perf_counter() - started)
        return took[WARM_UP:]


def measure_writes() -> None:
    """Print each writer's pace, and how it stands to the raw disk and SQLite."""
    # Rounds take turns, so that a busy moment of the disk meets all of them.
    took: dict[str, list[float]] = {name: [] for name in WRITERS}
    for _ in range(ROUNDS):
        for name, make in WRITERS.items():
            took[name] += times(make)
    print(f"{'durable writes':<14} {'per s':>8} {'p50 ms':>8} {'p99 ms':>8}", end="")
    print(f" {'of fsync':>9} {'of SQLite':>9}")
    middle = {name: statistics.median(each) for name, each in took.items()}
    for name, each in took.items():
        rate = len(each) / sum(each)
        p99 = statistics.quantiles(each, n=100)[98]
        print(
            f"{name:<14} {rate:8.0f} {middle[name] * 1e3:8.2f} {p99 * 1e3:8.2f}", end=""
        )
        of_raw = middle[name] / middle["raw fsync"]
        of_plain = middle[name] / middle["plain SQLite"]
        print(f" {of_raw:8.2f}x {of_plain:8.2f}x")


def fill(store: Store) -> None:
    """Put rows into every table, most of them long settled."""
    with store._database.transaction() as connection:  # noqa: SLF001 - to fill it fast
        moment = SameTime().now().isoformat()
        for serial in range(ROWS):
            connection.execute(
                "INSERT INTO outbox (id, kind, made_at, payload, state, answered_at) "
                "VALUES (?, 'life-certified', ?, '', 'accepted', ?)",
                (deed(serial).id, moment, moment),
            )
            connection.execute(
                "INSERT INTO print_ledger (serial, sheets, state, reserved_at, "
                "changed_at) VALUES (?, 1, 'taken', ?, ?)",
                (f"2026-{serial:06d}-01", moment, moment),
            )
            connection.execute(
                "INSERT INTO audit (at, event, facts, chain) VALUES (?, ?, ?, ?)",
                (moment, "copy-settled", '{"serial": "2026-000001-01"}', bytes(32)),
            )


def measure_start() -> bool:
    """Print how long opening takes with many rows; true when it is in time."""
    with tempfile.TemporaryDirectory(dir=WHERE) as name:
        directory = Path(name)
        with closing(opened(directory)) as store:
            fill(store)
        size = (directory / "store.db").stat().st_size / 1e6
        took, worked = [], []
        for _ in range(OPENINGS):
            started, busy = time.perf_counter(), time.process_time()
            opened(directory).close()
            took.append((time.perf_counter() - started) * 1e3)
            worked.append((time.process_time() - busy) * 1e3)
    middle, busy = statistics.median(took), statistics.median(worked)
    print(f"start-up with {ROWS} rows in each of 3 tables ({size:.0f} MB, every page")
    print(f"checked): {middle:.0f} ms, worst {max(took):.0f} ms", end="")
    print(f" (target {TARGET_MS:.0f} ms); {busy:.0f} ms of the processor")
    return middle <= TARGET_MS


def main() -> int:
    """Measure both; fail when start-up is too slow."""
    WHERE.mkdir(exist_ok=True)
    measure_writes()
    return 0 if measure_start() else 1


if __name__ == "__main__":
    sys.exit(main())
