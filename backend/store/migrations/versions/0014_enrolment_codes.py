# ruff: noqa: INP001 - Alembic runs this file by its path
"""Codes by which new terminals enrol."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "enrolment_ticket",
        sa.Column("code_name", sa.String(length=64), nullable=False),
        sa.Column("door_key", sa.LargeBinary(), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("community", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("code_name", name="pk_enrolment_ticket"),
    )
    op.create_index("ix_enrolment_ticket_terminal", "enrolment_ticket", ["terminal"])
