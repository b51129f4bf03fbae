# ruff: noqa: INP001 - Alembic runs this file by its path
"""First schema, part two: issued papers, terminals and their deeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of what the centre does."""
    _counter()
    _certificate()
    _copy()
    _copy_event()
    _terminal_identity()
    _received_deed()
    _review_ticket()
    _audit_entry()


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("series", sa.String(length=64), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_counter"),
    )


def _certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("order_hash", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_certificate_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_certificate"),
        sa.UniqueConstraint("order_id", name="uq_certificate_order_id"),
    )
    op.create_index(
        "ix_certificate_personal_number", "certificate", ["personal_number"]
    )


def _copy() -> None:
    op.create_table(
        "copy",
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("verification_code", sa.String(length=16), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["certificate.number"], name="fk_copy_number_certificate"
        ),
        sa.PrimaryKeyConstraint("serial", name="pk_copy"),
        sa.UniqueConstraint("verification_code", name="uq_copy_verification_code"),
    )
    op.create_index("ix_copy_number", "copy", ["number"])


def _copy_event() -> None:
    op.create_table(
        "copy_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["serial"], ["copy.serial"], name="fk_copy_event_serial_copy"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_copy_event"),
        sa.UniqueConstraint("deed_id", name="uq_copy_event_deed_id"),
    )
    op.create_index("ix_copy_event_serial", "copy_event", ["serial"])


def _terminal_identity() -> None:
    op.create_table(
        "terminal_identity",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_terminal_identity"),
    )
    op.create_index("ix_terminal_identity_terminal", "terminal_identity", ["terminal"])


def _received_deed() -> None:
    op.create_table(
        "received_deed",
        sa.Column("deed_id", sa.String(length=36), nullable=False),
        sa.Column("deed_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("deed_id", name="pk_received_deed"),
    )


def _review_ticket() -> None:
    op.create_table(
        "review_ticket",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("deed_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_review_ticket_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_review_ticket"),
        sa.UniqueConstraint("deed_id", name="uq_review_ticket_deed_id"),
    )


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_noted_at", "audit_entry", ["noted_at"])
