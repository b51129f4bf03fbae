# ruff: noqa: INP001 - Alembic runs this file by its path
"""Consultation: questions, their history, recordings; and the account's messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the five tables."""
    for make in (_question, _question_event, _recording):
        make()
    _account_message()
    _outgoing_message()


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("question_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("via", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recording", sa.String(length=64), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=True),
        sa.Column("collector", sa.String(length=64), nullable=False),
        sa.Column("follower", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.UniqueConstraint("number", name="uq_question_number"),
        sa.ForeignKeyConstraint(
            ["agency"],
            ["agency.code"],
            name="fk_question_agency_agency",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_question_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("question_id", name="pk_question"),
    )
    op.create_index("ix_question_agency", "question", ["agency"])
    op.create_index("ix_question_follower", "question", ["follower"])
    op.create_index("ix_question_personal_number", "question", ["personal_number"])
    op.create_index("ix_question_state", "question", ["state"])
    op.create_index("ix_question_topic", "question", ["topic"])


def _question_event() -> None:
    op.create_table(
        "question_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=36), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("figure", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.question_id"],
            name="fk_question_event_question_id_question",
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_question_event"),
    )
    op.create_index("ix_question_event_question_id", "question_event", ["question_id"])


def _recording() -> None:
    op.create_table(
        "recording",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_recording"),
    )


def _account_message() -> None:
    op.create_table(
        "account_message",
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_key", name="pk_account_message"),
    )


def _outgoing_message() -> None:
    op.create_table(
        "outgoing_message",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("follower", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_outgoing_message"),
    )
    op.create_index(
        "ix_outgoing_message_question_id", "outgoing_message", ["question_id"]
    )
    op.create_index("ix_outgoing_message_state", "outgoing_message", ["state"])
