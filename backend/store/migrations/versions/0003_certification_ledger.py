# ruff: noqa: INP001 - Alembic runs this file by its path
"""The certification ledger: methods, contrary facts, rulings, reviews, sources."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"

_METHODS = {"terminal": "face", "counter": "document", "data-match": "data"}


def upgrade() -> None:
    """Widen certifications and tickets, and make the tables of the ledger."""
    _certification()
    _contrary_fact()
    _review_ticket()
    _ledger_ruling()
    _review_decision()
    _review_appeal()
    _evidence_line()
    _source_identity()
    _community()


def _certification() -> None:
    with op.batch_alter_table("certification") as table:
        table.add_column(_with_default("method", sa.String(32), "face"))
        table.add_column(_with_default("weight", sa.Double(), "1"))
        table.add_column(_with_default("is_provisional", sa.Boolean(), sa.false()))
        table.add_column(_with_default("terminal", sa.String(63), ""))
        table.add_column(_with_default("liveness", sa.String(32), "not-asked"))
        table.add_column(_with_default("source", sa.String(32), ""))
        table.add_column(sa.Column("evidence", sa.String(128), nullable=True))
        table.add_column(sa.Column("staff_number", sa.String(16), nullable=True))
        table.add_column(sa.Column("staff_challenge", sa.String(64), nullable=True))
        table.add_column(sa.Column("staff_certificate", sa.LargeBinary()))
        table.add_column(sa.Column("staff_signature", sa.LargeBinary()))
        table.add_column(sa.Column("source_row", sa.String(64), nullable=True))
        table.create_unique_constraint(
            "uq_certification_staff_challenge", ["staff_challenge"]
        )
        table.create_unique_constraint(
            "uq_certification_source_source_row", ["source", "source_row"]
        )
        # Until when a pass is good is reckoned by the rules, not kept.
        table.drop_column("valid_until")
    rows = sa.table("certification", sa.column("channel"), sa.column("method"))
    for channel, method in _METHODS.items():
        op.execute(rows.update().where(rows.c.channel == channel).values(method=method))
    with op.batch_alter_table("certification") as table:
        names = ("method", "weight", "is_provisional", "terminal", "liveness", "source")
        for name in names:
            table.alter_column(name, server_default=None)


def _with_default(
    name: str, kind: sa.types.TypeEngine[Any], value: str | sa.ColumnElement[Any]
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=value)


def _contrary_fact() -> None:
    op.create_table(
        "contrary_fact",
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(32), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("source_row", sa.String(64), nullable=True),
        sa.Column("staff_number", sa.String(16), nullable=True),
        sa.Column("reference", sa.String(128), nullable=False),
        _person("contrary_fact"),
        sa.PrimaryKeyConstraint("fact_id", name="pk_contrary_fact"),
        sa.UniqueConstraint(
            "source", "source_row", name="uq_contrary_fact_source_source_row"
        ),
    )
    op.create_index(
        "ix_contrary_fact_personal_number", "contrary_fact", ["personal_number"]
    )


def _review_ticket() -> None:
    with op.batch_alter_table("review_ticket") as table:
        table.alter_column("deed_id", existing_type=sa.String(36), nullable=True)
        table.add_column(sa.Column("cause", sa.String(64), nullable=True))
        table.add_column(sa.Column("certification_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("fact_id", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("terminal", sa.String(63), nullable=False, server_default="")
        )
        table.add_column(sa.Column("evidence", sa.String(128), nullable=True))
        table.create_unique_constraint("uq_review_ticket_cause", ["cause"])
        table.create_foreign_key(
            "fk_review_ticket_certification_id_certification",
            "certification",
            ["certification_id"],
            ["certification_id"],
        )
        table.create_foreign_key(
            "fk_review_ticket_fact_id_contrary_fact",
            "contrary_fact",
            ["fact_id"],
            ["fact_id"],
        )
        table.create_index("ix_review_ticket_state", ["state"])
    with op.batch_alter_table("review_ticket") as table:
        table.alter_column("terminal", server_default=None)


def _ledger_ruling() -> None:
    op.create_table(
        "ledger_ruling",
        sa.Column("ruling_id", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=True),
        sa.Column("fact_id", sa.Integer(), nullable=True),
        sa.Column("effect", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_number", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(256), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        _person("ledger_ruling"),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.certification_id"],
            name="fk_ledger_ruling_certification_id_certification",
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"],
            ["contrary_fact.fact_id"],
            name="fk_ledger_ruling_fact_id_contrary_fact",
        ),
        _ticket("ledger_ruling"),
        sa.PrimaryKeyConstraint("ruling_id", name="pk_ledger_ruling"),
    )
    op.create_index(
        "ix_ledger_ruling_personal_number", "ledger_ruling", ["personal_number"]
    )


def _review_decision() -> None:
    op.create_table(
        "review_decision",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(256), nullable=False),
        sa.Column("reviewer", sa.String(16), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal_until", sa.Date(), nullable=False),
        _ticket("review_decision"),
        sa.PrimaryKeyConstraint("decision_id", name="pk_review_decision"),
    )
    op.create_index("ix_review_decision_ticket_id", "review_decision", ["ticket_id"])


def _review_appeal() -> None:
    op.create_table(
        "review_appeal",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(256), nullable=False),
        sa.Column("noted_by", sa.String(16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _ticket("review_appeal"),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["review_decision.decision_id"],
            name="fk_review_appeal_decision_id_review_decision",
        ),
        sa.PrimaryKeyConstraint("appeal_id", name="pk_review_appeal"),
        sa.UniqueConstraint("decision_id", name="uq_review_appeal_decision_id"),
    )
    op.create_index("ix_review_appeal_ticket_id", "review_appeal", ["ticket_id"])


def _evidence_line() -> None:
    op.create_table(
        "evidence_line",
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("source_row", sa.String(64), nullable=False),
        sa.Column("line_hash", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("source", "source_row", name="pk_evidence_line"),
    )


def _source_identity() -> None:
    op.create_table(
        "source_identity",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_source_identity"),
    )
    op.create_index("ix_source_identity_source", "source_identity", ["source"])


def _community() -> None:
    op.create_table(
        "community",
        sa.Column("community_code", sa.String(12), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("office", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("community_code", name="pk_community"),
    )
    op.create_index("ix_community_office", "community", ["office"])
    op.create_table(
        "residence",
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("community_code", sa.String(12), nullable=False),
        _person("residence"),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["community.community_code"],
            name="fk_residence_community_code_community",
        ),
        sa.PrimaryKeyConstraint("personal_number", "since", name="pk_residence"),
    )
    op.create_index("ix_residence_community_code", "residence", ["community_code"])


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["personal_number"],
        ["person.personal_number"],
        name=f"fk_{table}_personal_number_person",
    )


def _ticket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["ticket_id"],
        ["review_ticket.ticket_id"],
        name=f"fk_{table}_ticket_id_review_ticket",
    )
