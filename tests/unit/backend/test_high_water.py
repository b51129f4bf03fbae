"""Numbers in somebody's hands are not given out again, whatever becomes of the base."""

from __future__ import annotations

import io
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.certificates.high_water import MARGIN, catch_up, kept_high, note_numbers
from backend.certificates.number import next_number
from backend.home import HomeInvalid
from backend.journal import Journal
from backend.lists.publish import Publisher
from backend.store.database import Database
from kiosk.documents.signed_list import LIST_KINDS, SignedList
from tests.unit.backend.two_databases import NOW, empty_store


def _given(database: Database, year: int = 2026) -> str:
    with database.writing() as session:
        return next_number(session, year)


def test_a_database_put_back_goes_on_behind_what_was_given_out(tmp_path: Path) -> None:
    file, base, copy = (
        tmp_path / name for name in ("n.json", "b.sqlite3", "c.sqlite3")
    )
    log = io.StringIO()
    journal = Journal(log, lambda: NOW)
    with closing(empty_store(base)) as database, kept_high(database, file, journal):
        _given(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(base, copy)
        taken = [_given(database), _given(database), _given(database, 2027)]
    assert taken == ["2026-000002", "2026-000003", "2027-000001"]
    with closing(Database(f"sqlite:///{copy}")) as database:
        with kept_high(database, file, journal):
            assert _given(database) == f"2026-{3 + MARGIN + 1:06d}"
            assert _given(database, 2027) == f"2027-{1 + MARGIN + 1:06d}"
        assert not catch_up(database, file), "it is put back once, not at every start"
    assert "database-turned-back" in log.getvalue()


def test_verifiers_take_the_lists_of_a_database_put_back(tmp_path: Path) -> None:
    """Else a week later the deny list is too old, and nobody's paper is printed."""
    file, base, copy = (
        tmp_path / name for name in ("n.json", "b.sqlite3", "c.sqlite3")
    )
    key, moment = ec.generate_private_key(ec.SECP256R1()), [NOW]

    def published(database: Database) -> list[SignedList]:
        return _published(Publisher(database, key, lambda: moment[0]))

    with closing(empty_store(base)) as database:
        published(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(base, copy)
        for _ in range(3):
            moment[0] += timedelta(days=16)
            seen = published(database)
        note_numbers(database, file)
    with closing(Database(f"sqlite:///{copy}")) as database:
        assert catch_up(database, file)
        fresh = published(database)
        assert [issue.version for issue in fresh] > [issue.version for issue in seen]
        assert published(database) == fresh, "made again though nothing changed"
        note_numbers(database, file)
        assert not catch_up(database, file)


def test_a_list_from_the_future_is_followed_at_once(tmp_path: Path) -> None:
    """Our clock jumped a year ahead and came back; verifiers believe no such list."""
    key, moment = ec.generate_private_key(ec.SECP256R1()), [NOW + timedelta(days=365)]
    with closing(empty_store(tmp_path / "base.sqlite3")) as database:
        publisher = Publisher(database, key, lambda: moment[0])
        ahead = _published(publisher)
        moment[0] = NOW
        told = _published(publisher)
        assert [each.version for each in told] > [each.version for each in ahead]
        assert {each.issued for each in told} == {NOW}
        assert _published(publisher) == told


def _published(publisher: Publisher) -> list[SignedList]:
    return [publisher.current(kind) for kind in LIST_KINDS]


def test_numbers_have_no_gap_where_nothing_was_put_back(tmp_path: Path) -> None:
    file = tmp_path / "numbers.json"
    with closing(empty_store(tmp_path / "base.sqlite3")) as database:
        for expected in ("2026-000001", "2026-000002"):
            assert not catch_up(database, file)
            assert _given(database) == expected
            note_numbers(database, file)


def test_a_damaged_note_is_said_and_nothing_served(tmp_path: Path) -> None:
    file = tmp_path / "numbers.json"
    file.write_text("{")
    with (
        closing(empty_store(tmp_path / "base.sqlite3")) as database,
        pytest.raises(HomeInvalid),
    ):
        catch_up(database, file)
