# ruff: noqa: INP001 - Alembic runs this file by its path
"""On PostgreSQL contributions lie in sixteen parts, by a hash of the person."""

from __future__ import annotations

from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0016"
down_revision = "0015"

PARTS = 16

_COLUMNS = """
    personal_number integer NOT NULL,
    kind varchar(32) NOT NULL,
    period integer NOT NULL,
    entry integer NOT NULL,
    payment_type varchar(32) NOT NULL,
    employer_number integer,
    base_cents integer NOT NULL,
    employer_cents integer NOT NULL,
    person_cents integer NOT NULL,
    arrived_on date
"""


def upgrade() -> None:
    """Move the rows there; SQLite keeps its one table in the order of the key."""
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE contribution RENAME TO contribution_whole")
    _make()
    op.execute("INSERT INTO contribution SELECT * FROM contribution_whole")
    # Its constraints go with it, and their names become free.
    op.execute("DROP TABLE contribution_whole")
    _constrain()


def _make() -> None:
    op.execute(
        f"CREATE TABLE contribution ({_COLUMNS}) PARTITION BY HASH (personal_number)"
    )
    for part in range(PARTS):
        op.execute(
            f"CREATE TABLE contribution_part_{part:02d} PARTITION OF contribution "
            f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
        )


def _constrain() -> None:
    op.create_primary_key(
        "pk_contribution",
        "contribution",
        ["personal_number", "kind", "period", "entry"],
    )
    for column, table in (
        ("employer_number", "employer"),
        ("personal_number", "person"),
    ):
        op.create_foreign_key(
            f"fk_contribution_{column}_{table}",
            "contribution",
            table,
            [column],
            [column],
        )
