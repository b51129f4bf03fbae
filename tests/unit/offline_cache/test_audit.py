"""No line of the audit log can be changed or taken without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from offline_cache.audit import AuditAnchor, AuditLog
from offline_cache.database import Database
from tests.hand_clock import HandClock
from tests.unit.offline_cache.invented import KEY, open_in

LINES = 12
FORGERIES = {
    "at": "UPDATE audit SET at = '2026-11-23T09:00:01+00:00' WHERE position = ?",
    "event": "UPDATE audit SET event = 'nothing' WHERE position = ?",
    "facts": "UPDATE audit SET facts = '{}' WHERE position = ?",
    "chain": "UPDATE audit SET chain = zeroblob(32) WHERE position = ?",
    "removal": "DELETE FROM audit WHERE position = ?",
    "gap": "UPDATE audit SET position = position + 1000 WHERE position = ?",
    "renumbering": "UPDATE audit SET position = -position WHERE position = ?",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    directory = tmp_path_factory.mktemp("audit")
    open_in(directory).close()
    database = Database(directory / "store.db", KEY)
    yield database
    database.close()


@pytest.fixture(scope="module")
def log(database: Database) -> AuditLog:
    log = AuditLog(database, HandClock())
    for number in range(LINES):
        log.append("copy-printed", {"serial": f"2026-{number}", "sheets": 1})
    return log


class Undone(Exception):
    """Ends a transaction so that the forgery is not kept."""


@contextmanager
def forged(database: Database, change: str, position: int) -> Iterator[None]:
    """Change the log by hand for a while."""
    with suppress(Undone), database.transaction() as connection:
        connection.execute(change, (position,))
        yield
        raise Undone


@pytest.mark.parametrize("position", range(1, LINES + 1))
@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_every_forgery_is_found(
    database: Database, log: AuditLog, forgery: str, position: int
) -> None:
    end = log.end()
    with forged(database, FORGERIES[forgery], position):
        found = log.verify(end)
    assert found is not None
    assert 1 <= found <= position
    assert log.verify(end) is None


@pytest.mark.parametrize("left", range(LINES))
def test_log_cut_off_shows_against_its_anchor(
    database: Database, log: AuditLog, left: int
) -> None:
    end = log.end()
    with forged(database, "DELETE FROM audit WHERE position > ?", left):
        alone, anchored = log.verify(), log.verify(end)
    assert alone is None
    assert anchored == left + 1


def test_log_written_anew_shows_against_its_anchor(tmp_path: Path) -> None:
    """A whole chain of one's own is no proof where another end was anchored."""
    store = open_in(tmp_path)
    store.audit.append("first")
    store.audit.append("second")
    assert store.audit.verify() is None
    assert store.audit.verify(AuditAnchor(1, b"\x01" * 32)) == 1
    assert store.audit.verify(AuditAnchor(2, store.audit.lines()[0].chain)) == 2
    store.close()


def test_end_moves_with_each_line(tmp_path: Path) -> None:
    store = open_in(tmp_path)
    assert store.audit.end() == AuditAnchor(0, bytes(32))
    assert store.audit.verify(store.audit.end()) is None
    chain = store.audit.append("started", {"version": "0.1.0"})
    assert store.audit.end() == AuditAnchor(1, chain)
    assert [line.event for line in store.audit.lines()] == ["started"]
    assert store.audit.lines(after=1) == []
    store.close()
