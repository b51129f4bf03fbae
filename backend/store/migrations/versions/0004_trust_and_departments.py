# ruff: noqa: INP001 - Alembic runs this file by its path
"""Signers, withdrawals, published lists; departments and their look-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0004"
down_revision = "0003"

_SQLITE = """
CREATE TRIGGER department_look_up_no_{verb} BEFORE {verb} ON department_look_up
BEGIN SELECT RAISE(ABORT, 'look-ups are never changed'); END
"""
_POSTGRESQL = """
CREATE FUNCTION department_look_up_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'look-ups are never changed'; END $$;
CREATE TRIGGER department_look_up_kept BEFORE UPDATE OR DELETE OR TRUNCATE
ON department_look_up FOR EACH STATEMENT
EXECUTE FUNCTION department_look_up_kept()
"""


def upgrade() -> None:
    """Make the tables of whom verifiers believe and of who asks the centre."""
    _signer()
    _withdrawal()
    _department()
    _look_up()
    _keep_look_ups()


def _signer() -> None:
    op.create_table(
        "signer",
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("use", sa.String(32), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kid", name="pk_signer"),
    )
    op.create_table(
        "signer_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("staff", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["kid"], ["signer.kid"], name="fk_signer_event_kid_signer"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_signer_event"),
    )
    op.create_index("ix_signer_event_kid", "signer_event", ["kid"])


def _withdrawal() -> None:
    op.create_table(
        "certificate_withdrawal",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("how", sa.String(32), nullable=False),
        sa.Column("successor", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("staff", sa.String(length=64), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["certificate.number"],
            name="fk_certificate_withdrawal_number_certificate",
        ),
        sa.ForeignKeyConstraint(
            ["successor"],
            ["certificate.number"],
            name="fk_certificate_withdrawal_successor_certificate",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_certificate_withdrawal"),
    )
    op.create_table(
        "published_list",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_update", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name="pk_published_list"),
    )


def _department() -> None:
    op.create_table(
        "department",
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_department"),
    )
    op.create_table(
        "department_right",
        sa.Column("department", sa.String(length=63), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["department"],
            ["department.name"],
            name="fk_department_right_department_department",
        ),
        sa.PrimaryKeyConstraint("department", "kind", name="pk_department_right"),
    )
    op.create_table(
        "department_identity",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("department", sa.String(length=63), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department"],
            ["department.name"],
            name="fk_department_identity_department_department",
        ),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_department_identity"),
    )
    op.create_index(
        "ix_department_identity_department", "department_identity", ["department"]
    )


def _look_up() -> None:
    op.create_table(
        "department_look_up",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("department", sa.String(length=63), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("chained", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_department_look_up"),
        sa.UniqueConstraint("chained", name="uq_department_look_up_chained"),
        sa.UniqueConstraint("previous", name="uq_department_look_up_previous"),
    )
    op.create_index(
        "ix_department_look_up_department", "department_look_up", ["department"]
    )


def _keep_look_ups() -> None:
    """Let the database itself refuse what no program of ours ever does."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(_SQLITE.format(verb=verb))
