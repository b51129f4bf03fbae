# ruff: noqa: INP001 - Alembic runs this file by its path
"""Pictures kept as evidence of certifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table and the index by which old evidence is found."""
    op.create_table(
        "kept_evidence",
        sa.Column("reference", sa.String(128), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_kept_evidence"),
    )
    op.create_index("ix_kept_evidence_kept_at", "kept_evidence", ["kept_at"])
