"""The invented city for tests of cases, filled once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest

from backend.sample.city import fill
from backend.store.database import Database
from backend.store.migration import migrate
from tests.unit.backend.postgresql import database_like, missing, running_postgresql
from tests.unit.backend.two_databases import NOW

__all__ = ["Copies", "copies"]

Copies = Callable[[], Database]
"""Gives a fresh copy of the filled city; closed with all the others."""


@contextmanager
def copies(kind: str, folder: Path) -> Iterator[Copies]:
    """Fill a database of a kind once and give fresh copies of it."""
    if kind == "postgresql" and missing():
        pytest.skip(missing())
    opened: list[Database] = []

    def kept(database: Database) -> Database:
        opened.append(database)
        return database

    try:
        if kind == "postgresql":
            with running_postgresql() as url, ExitStack() as stack:
                yield _of_template(url, kept, stack)
                for database in opened:
                    database.close()
        else:
            yield _of_file(folder, kept)
    finally:
        for database in opened:
            database.close()


def _of_file(folder: Path, kept: Callable[[Database], Database]) -> Copies:
    template = folder / "template.sqlite3"
    _filled(f"sqlite:///{template}")
    numbers = count()

    def fresh() -> Database:
        copy = folder / f"city-{next(numbers)}.sqlite3"
        shutil.copyfile(template, copy)
        return kept(Database(f"sqlite:///{copy}"))

    return fresh


def _of_template(
    url: str, kept: Callable[[Database], Database], copies: ExitStack
) -> Copies:
    _filled(url)

    def fresh() -> Database:
        copy = copies.enter_context(database_like(url.rpartition("/")[2]))
        return kept(Database(copy))

    return fresh


def _filled(url: str) -> None:
    database = Database(url)
    migrate(database)
    fill(database, 0, 1, NOW.date(), lambda _, __: None)
    database.close()
