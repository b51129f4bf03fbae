# ruff: noqa: INP001 - Alembic runs this file by its path
"""Employers' programs that hand cases in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table and its index."""
    op.create_table(
        "program_identity",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=63), nullable=False),
        sa.Column("employer_number", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_program_identity_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_program_identity_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_program_identity"),
    )
    op.create_index("ix_program_identity_program", "program_identity", ["program"])
