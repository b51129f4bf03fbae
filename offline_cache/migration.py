"""Bringing the store's schema up to date: a copy before each step, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from offline_cache.database import Database

__all__ = ["Migration", "migrate", "shipped_migrations"]

_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: the schema's number after it, and SQL that leads there."""

    number: int
    script: str

    def statements(self) -> Iterator[str]:
        """Cut the script up; running it whole would commit in between."""
        statement = ""
        for line in self.script.splitlines(keepends=True):
            statement += line
            if sqlcipher.complete_statement(statement):
                yield statement
                statement = ""


def shipped_migrations() -> Sequence[Migration]:
    """Give every step this program knows, oldest first."""
    folder = resources.files("offline_cache") / "migrations"
    files = [each for each in folder.iterdir() if each.name.endswith(".sql")]
    steps = [Migration(int(each.name[:4]), each.read_text("utf-8")) for each in files]
    return sorted(steps, key=lambda step: step.number)


def migrate(
    database: Database, path: Path, key: bytes, steps: Sequence[Migration]
) -> None:
    """Take the steps that are missing; the copies stay beside the file.

    Raises:
        StoreFull: no room; the schema is as it was, or a step further.
        StoreFault: a step failed; the schema is as it was before that step.
    """
    version = int(database.read("PRAGMA user_version")[0][0])
    holds_something = version > 0
    for step in steps:
        if step.number <= version:
            continue
        if holds_something:
            _back_up(database, path, key, version)
        with database.transaction() as connection:
            for statement in step.statements():
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {step.number}")
        version = step.number
        # The new schema must not hang on the write-ahead log alone.
        database.fold_in()


def _back_up(database: Database, path: Path, key: bytes, version: int) -> None:
    """Copy the store beside itself, whole or not at all."""
    copy = path.with_name(f"{path.name}.v{version}")
    partial = copy.with_name(f"{copy.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        partial.touch(_OWNER_ONLY)
        database.copy_into(partial, key)
        partial.replace(copy)
    except BaseException:
        for left in path.parent.glob(f"{partial.name}*"):
            left.unlink()
        raise
