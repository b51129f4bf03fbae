# ruff: noqa: INP001 - Alembic runs this file by its path
"""Codes, sessions and operators' certificates of the portal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    _portal_code()
    _portal_session()
    _operator_identity()


def _portal_code() -> None:
    op.create_table(
        "portal_code",
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("assurance", sa.String(length=16), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _person("portal_code"),
        sa.PrimaryKeyConstraint("code_id", name="pk_portal_code"),
    )
    _by_person("portal_code")


def _portal_session() -> None:
    op.create_table(
        "portal_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("assurance", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _person("portal_session"),
        sa.PrimaryKeyConstraint("digest", name="pk_portal_session"),
    )
    _by_person("portal_session")


def _operator_identity() -> None:
    op.create_table(
        "operator_identity",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        _person("operator_identity"),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_operator_identity"),
    )
    _by_person("operator_identity")


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["personal_number"],
        ["person.personal_number"],
        name=f"fk_{table}_personal_number_person",
    )


def _by_person(table: str) -> None:
    op.create_index(f"ix_{table}_personal_number", table, ["personal_number"])
