# ruff: noqa: INP001 - Alembic runs this file by its path
"""Where terminals stand, and the envelopes prepared for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the two tables."""
    _place()
    _envelope()


def _place() -> None:
    op.create_table(
        "terminal_place",
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("envelope_key", sa.LargeBinary(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["community.community_code"],
            name="fk_terminal_place_community_code_community",
        ),
        sa.PrimaryKeyConstraint("terminal", name="pk_terminal_place"),
    )
    op.create_index(
        "ix_terminal_place_community_code", "terminal_place", ["community_code"]
    )


def _envelope() -> None:
    op.create_table(
        "prepared_envelope",
        sa.Column("envelope_id", sa.String(length=36), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_prepared_envelope_personal_number_person",
        ),
        sa.ForeignKeyConstraint(
            ["number"],
            ["certificate.number"],
            name="fk_prepared_envelope_number_certificate",
        ),
        sa.PrimaryKeyConstraint("envelope_id", name="pk_prepared_envelope"),
    )
    op.create_index(
        "ix_prepared_envelope_personal_number",
        "prepared_envelope",
        ["personal_number"],
    )
    op.create_index(
        "ix_prepared_envelope_terminal",
        "prepared_envelope",
        ["terminal", "envelope_id"],
    )
