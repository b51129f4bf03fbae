"""Who revokes a terminal revokes what it is asking for at that very moment, too."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backend.access.terminals import admit, admit_younger, enrol, revoke
from backend.store.database import Database
from kiosk.domain.fault import CentreRefused, Revoked
from tests.unit.backend.two_databases import NOW, city, empty_store

HALL = "hall-9"
STOLEN, YOUNGER, NEW = ("1" * 64, "2" * 64, "3" * 64)
SOON = NOW + timedelta(seconds=9)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(empty_store(tmp_path / "store.sqlite3")) as database:
        with database.writing() as session:
            enrol(session, HALL, STOLEN, NOW)
        yield database


def test_a_renewal_under_way_ends_with_the_revocation(database: Database) -> None:
    with database.writing() as session:
        assert revoke(session, HALL, NOW) == 1
    with pytest.raises(CentreRefused, match="just-revoked"):
        _renew(database)
    with database.reading() as session, pytest.raises(Revoked):
        admit(session, YOUNGER)


def test_a_renewal_under_way_ends_where_another_machine_took_the_name(
    database: Database,
) -> None:
    with database.writing() as session:
        enrol(session, HALL, NEW, NOW)
    with pytest.raises(CentreRefused, match="just-revoked"):
        _renew(database)
    with database.writing() as session:
        admit_younger(session, HALL, YOUNGER, NOW + timedelta(days=30))
        assert admit(session, YOUNGER) == HALL
        assert revoke(session, HALL, NOW + timedelta(days=31)) == 2


def test_of_a_renewal_and_a_revocation_at_once_the_revocation_wins(
    tmp_path: Path,
) -> None:
    with city("postgresql", tmp_path) as database, ThreadPoolExecutor(1) as other:
        with database.writing() as session:
            enrol(session, HALL, STOLEN, NOW)
        with database.writing() as session:
            admit_younger(session, HALL, YOUNGER, NOW)
            session.flush()
            revoking = other.submit(_revoke, database)
            # It waits until the renewal is over, and sees what that brought.
            with pytest.raises(TimeoutError):
                revoking.result(0.3)
        revoking.result(60)
        with database.reading() as session:
            for fingerprint in (STOLEN, YOUNGER):
                with pytest.raises(Revoked):
                    admit(session, fingerprint)


def _renew(database: Database) -> None:
    with database.writing() as session:
        admit_younger(session, HALL, YOUNGER, SOON)


def _revoke(database: Database) -> None:
    with database.writing() as session:
        revoke(session, HALL, SOON)
