"""The same invented residents in a database of each kind, empty ledger after use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from backend.clock import CITY_ZONE
from backend.records.person import find_person
from backend.sample.city import fill
from backend.store.database import Database
from backend.store.migration import migrate
from tests.unit.backend.postgresql import missing, running_postgresql
from tests.unit.backend.running_centre import subject_of

__all__ = ["NOW", "city", "number_of"]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=CITY_ZONE)


@contextmanager
def city(kind: str, folder: Path, residents: int = 0) -> Iterator[Database]:
    """Give a database of a kind with the fixed residents."""
    if kind == "postgresql" and missing():
        pytest.skip(missing())
    if kind == "postgresql":
        with running_postgresql() as url:
            yield from _filled(url, residents)
    else:
        yield from _filled(f"sqlite:///{folder / 'city.sqlite3'}", residents)


def _filled(url: str, residents: int) -> Iterator[Database]:
    database = Database(url)
    migrate(database)
    fill(database, residents, 1, NOW.date(), lambda _, __: None)
    try:
        yield database
    finally:
        database.close()


def number_of(database: Database, key: str) -> int:
    """Give a fixed resident's personal number."""
    with database.reading() as session:
        return find_person(session, subject_of(key)).personal_number
