"""Schema steps: a copy before each, all or nothing, and deeds survive them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.domain.fault import StoreFault, StoreTorn
from offline_cache.database import connect
from offline_cache.migration import Migration, shipped_migrations
from offline_cache.opening import open_database
from tests.hand_clock import HandClock
from tests.unit.offline_cache.invented import KEY, deed, open_in

NOW = HandClock().now()
STEPS = shipped_migrations()
NEXT = len(STEPS) + 1


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of the first version, with two deeds about one person."""
    database = open_database(tmp_path / "store.db", KEY, NOW, STEPS[:1])
    with database.transaction() as connection:
        for serial in (1, 2):
            one = deed(serial)
            connection.execute(
                "INSERT INTO outbox (id, kind, made_at, payload) VALUES (?, ?, ?, ?)",
                (
                    one.id,
                    str(one.kind),
                    one.made_at.isoformat(),
                    json.dumps(dict(one.payload), sort_keys=True),
                ),
            )
    database.close()
    return tmp_path


def test_numbers_have_no_gaps() -> None:
    assert [step.number for step in STEPS] == list(range(1, NEXT))


def test_old_store_is_brought_up_to_date(old: Path) -> None:
    store = open_in(old)
    assert store.outbox.pending(9) == [deed(1), deed(2)]
    assert store.outbox.next_of_each_lane(9) == [deed(1)]
    store.close()


def test_copy_of_the_old_version_can_be_opened(old: Path) -> None:
    open_in(old).close()
    copy = old / "store.db.v1"
    assert copy.stat().st_mode & 0o077 == 0
    connection = connect(copy, KEY, "ro")
    assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (2,)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_new_store_needs_no_copy(tmp_path: Path) -> None:
    open_in(tmp_path).close()
    assert [each.name for each in tmp_path.iterdir()] == ["store.db"]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE more (id TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n",
        "DROP TABLE outbox;\nSELECT no_such_function();\n",
    ],
)
def test_step_that_fails_leaves_the_old_schema(old: Path, script: str) -> None:
    bad = Migration(NEXT, script)
    with pytest.raises(StoreFault) as raised:
        open_database(old / "store.db", KEY, NOW, [*STEPS, bad])
    assert not isinstance(raised.value, StoreTorn)
    assert {"store.db.v1", "store.db.v2"} <= {each.name for each in old.iterdir()}
    store = open_in(old)
    assert store.outbox.pending_count() == 2
    store.close()


def test_step_is_taken_once(old: Path) -> None:
    more = Migration(NEXT, "CREATE TABLE more (id TEXT) STRICT;\n")
    for _ in range(2):
        database = open_database(old / "store.db", KEY, NOW, [*STEPS, more])
        assert database.read("PRAGMA user_version") == [(NEXT,)]
        database.close()
