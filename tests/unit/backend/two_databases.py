"""The same invented residents in a database of each kind, empty ledger after use."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from backend.clock import CITY_ZONE
from backend.records.person import find_person
from backend.sample.city import fill
from backend.store.database import Database
from backend.store.migration import migrate
from tests.unit.backend.postgresql import (
    database_like,
    missing,
    running_postgresql,
)
from tests.unit.backend.running_centre import subject_of

__all__ = ["NOW", "city", "empty_store", "number_of"]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=CITY_ZONE)


@contextmanager
def city(kind: str, folder: Path, residents: int = 0) -> Iterator[Database]:
    """Give a database of a kind with the fixed residents: a copy of the first such."""
    if kind == "postgresql" and missing():
        pytest.skip(missing())
    if kind == "postgresql":
        with database_like(_first_database(residents)) as url:
            yield from _opened(url)
    else:
        file = folder / "city.sqlite3"
        shutil.copyfile(_first_file(residents), file)
        yield from _opened(f"sqlite:///{file}")


def empty_store(file: Path) -> Database:
    """Give a new SQLite database with today's tables and nobody in it."""
    shutil.copyfile(_first_file(None), file)
    return Database(f"sqlite:///{file}")


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@cache
def _first_database(residents: int) -> str:
    url = _kept(running_postgresql())
    _fill(url, residents)
    return url.rpartition("/")[2]


@cache
def _first_file(residents: int | None) -> Path:
    file = Path(_kept(TemporaryDirectory(prefix="city-"))) / "sqlite3"
    _fill(f"sqlite:///{file}", residents)
    return file


def _fill(url: str, residents: int | None) -> None:
    database = Database(url)
    migrate(database)
    if residents is not None:
        fill(database, residents, 1, NOW.date(), lambda _, __: None)
    database.close()


def _kept(surroundings: AbstractContextManager[str]) -> str:
    """Enter something and leave it when the process ends."""
    stack = ExitStack()
    entered = stack.enter_context(surroundings)
    # What was begun last ends first: the database before its server.
    atexit.register(stack.close)
    return entered


def number_of(database: Database, key: str) -> int:
    """Give a fixed resident's personal number."""
    with database.reading() as session:
        return find_person(session, subject_of(key)).personal_number
