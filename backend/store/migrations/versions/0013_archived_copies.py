# ruff: noqa: INP001 - Alembic runs this file by its path
"""Copies that were made to last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "archived_copy",
        sa.Column("serial", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("trouble", sa.String(40), nullable=True),
        sa.Column("archived_at", moment, nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["serial"], ["copy.serial"], name="fk_archived_copy_serial_copy"
        ),
        sa.PrimaryKeyConstraint("serial", name="pk_archived_copy"),
    )
