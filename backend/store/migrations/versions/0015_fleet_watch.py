# ruff: noqa: INP001 - Alembic runs this file by its path
"""Beats, tickets, orders and handed-in logs of the fleet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the five tables."""
    _beats()
    _ticket()
    _orders()


def _beats() -> None:
    op.create_table(
        "terminal_beat",
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("instance", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("heard_seconds_ahead", sa.Double(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", name="pk_terminal_beat"),
    )
    op.create_table(
        "beat_history",
        sa.Column("beat_id", sa.Integer(), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offers", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("beat_id", name="pk_beat_history"),
    )
    op.create_index(
        "ix_beat_history_terminal", "beat_history", ["terminal", "received_at"]
    )


def _ticket() -> None:
    op.create_table(
        "fleet_ticket",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_fleet_ticket"),
    )
    for column in ("terminal", "opened_at", "closed_at"):
        op.create_index(f"ix_fleet_ticket_{column}", "fleet_ticket", [column])


def _orders() -> None:
    op.create_table(
        "fleet_order",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("argument", sa.String(length=64), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_fleet_order"),
    )
    for column in ("terminal", "ordered_at"):
        op.create_index(f"ix_fleet_order_{column}", "fleet_order", [column])
    op.create_table(
        "handed_log",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("terminal", sa.String(length=63), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_handed_log"),
    )
