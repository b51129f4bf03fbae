# ruff: noqa: INP001 - Alembic runs this file by its path
"""Security profile and ring of each terminal, also given with an enrolment code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the table, and two columns of the enrolment ticket."""
    op.create_table(
        "terminal_assignment",
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("profile", sa.String(length=32), nullable=False),
        sa.Column("ring", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("terminal", name="pk_terminal_assignment"),
    )
    for name in ("profile", "ring"):
        column = sa.Column(name, sa.String(32), nullable=False, server_default="")
        op.add_column("enrolment_ticket", column)
