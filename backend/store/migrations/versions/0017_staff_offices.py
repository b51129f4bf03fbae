# ruff: noqa: INP001 - Alembic runs this file by its path
"""Which offices' queues a clerk works on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "staff_office",
        sa.Column("staff_number", sa.String(length=16), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("staff_number", "office", name="pk_staff_office"),
    )
