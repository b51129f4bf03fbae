# ruff: noqa: INP001 - Alembic runs this file by its path
"""Voice messages of the official account that become questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "account_voice",
        sa.Column("media_id", sa.String(length=128), nullable=False),
        sa.Column("follower", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=36), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("media_id", name="pk_account_voice"),
    )
    op.create_index("ix_account_voice_follower", "account_voice", ["follower"])
    op.create_index("ix_account_voice_question_id", "account_voice", ["question_id"])
    op.create_index("ix_account_voice_state", "account_voice", ["state"])
