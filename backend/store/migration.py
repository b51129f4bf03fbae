"""Bringing a database to the present schema, step by step, and checking that it is."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from backend.store.database import Database

__all__ = ["NEWEST", "SchemaOutdated", "check", "migrate"]

NEWEST = "0020"
"""Revision the code is written for; a test compares it with the scripts."""

_SCRIPTS = Path(__file__).with_name("migrations")


class SchemaOutdated(Exception):
    """The database is of another version than the program."""


def migrate(database: Database) -> None:
    """Run all migrations that the database has not seen yet, in one transaction."""
    # Imported here because only this command needs it, and it takes half a second.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(database: Database) -> None:
    """Make sure that program and database fit.

    Raises:
        SchemaOutdated: no schema at all, an older or a newer one.
    """
    with database.reading() as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            message = "the database is empty"
            raise SchemaOutdated(message)
        found = session.scalar(text("SELECT version_num FROM alembic_version"))
    if found != NEWEST:
        message = f"the database has schema {found}, this program needs {NEWEST}"
        raise SchemaOutdated(message)
