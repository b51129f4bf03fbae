# ruff: noqa: INP001 - Alembic runs this file by its path
"""Cases of business items and what they book."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    _attachment()
    _business_case()
    _benefit_event()
    _card_event()
    _case_attachment()
    _case_effect()
    _case_event()
    _declared_base()
    _employer_fact()
    _late_fee()
    _money_order()
    _person_fact()
    _transfer()
    _employer_operator()


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(length=63), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_attachment"),
    )


def _business_case() -> None:
    op.create_table(
        "business_case",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("case_hash", sa.String(length=64), nullable=False),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("item", sa.String(length=8), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=True),
        sa.Column("employer_number", sa.Integer(), nullable=True),
        sa.Column("applicant", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.String(length=63), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant"],
            ["person.personal_number"],
            name="fk_business_case_applicant_person",
        ),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_business_case_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_business_case_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_business_case"),
        sa.UniqueConstraint("case_number", name="uq_business_case_case_number"),
    )
    op.create_index(
        "ix_business_case_employer_number", "business_case", ["employer_number"]
    )
    op.create_index(
        "ix_business_case_personal_number", "business_case", ["personal_number"]
    )
    op.create_index("ix_business_case_state", "business_case", ["state"])


def _benefit_event() -> None:
    op.create_table(
        "benefit_event",
        sa.Column("benefit_number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["benefit_number"],
            ["benefit.benefit_number"],
            name="fk_benefit_event_benefit_number_benefit",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_benefit_event_case_id_business_case",
        ),
        sa.PrimaryKeyConstraint("benefit_number", "sequence", name="pk_benefit_event"),
    )


def _card_event() -> None:
    op.create_table(
        "card_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("identification_code", sa.String(length=32), nullable=True),
        sa.Column("card_number", sa.String(length=9), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_card_event_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_card_event_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_card_event"),
    )
    op.create_index("ix_card_event_personal_number", "card_event", ["personal_number"])


def _case_attachment() -> None:
    op.create_table(
        "case_attachment",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_case_attachment_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["attachment.sha256"],
            name="fk_case_attachment_sha256_attachment",
        ),
        sa.PrimaryKeyConstraint("case_id", "place", name="pk_case_attachment"),
    )


def _case_effect() -> None:
    op.create_table(
        "case_effect",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=128), nullable=False),
        sa.Column("told_zh", sa.Text(), nullable=False),
        sa.Column("told_en", sa.Text(), nullable=False),
        sa.Column("booked", sa.Text(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_case_effect_case_id_business_case",
        ),
        sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_case_effect"),
    )


def _case_event() -> None:
    op.create_table(
        "case_event",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=63), nullable=False),
        sa.Column("reason", sa.String(length=512), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_case_event_case_id_business_case",
        ),
        sa.PrimaryKeyConstraint("case_id", "revision", name="pk_case_event"),
    )


def _declared_base() -> None:
    op.create_table(
        "declared_base",
        sa.Column("employer_number", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("wage_cents", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_declared_base_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_declared_base_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_declared_base_personal_number_person",
        ),
        sa.PrimaryKeyConstraint(
            "employer_number",
            "personal_number",
            "year",
            "sequence",
            name="pk_declared_base",
        ),
    )


def _employer_fact() -> None:
    op.create_table(
        "employer_fact",
        sa.Column("employer_number", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_employer_fact_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_employer_fact_employer_number_employer",
        ),
        sa.PrimaryKeyConstraint(
            "employer_number", "topic", "sequence", name="pk_employer_fact"
        ),
    )


def _late_fee() -> None:
    op.create_table(
        "late_fee",
        sa.Column("employer_number", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("owed_cents", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_late_fee_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_late_fee_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_late_fee_personal_number_person",
        ),
        sa.PrimaryKeyConstraint(
            "employer_number",
            "personal_number",
            "kind",
            "period",
            "entry",
            name="pk_late_fee",
        ),
    )


def _money_order() -> None:
    op.create_table(
        "money_order",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=True),
        sa.Column("employer_number", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_money_order_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_money_order_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_money_order_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("order_id", name="pk_money_order"),
    )
    op.create_index("ix_money_order_case_id", "money_order", ["case_id"])


def _person_fact() -> None:
    op.create_table(
        "person_fact",
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_person_fact_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_person_fact_personal_number_person",
        ),
        sa.PrimaryKeyConstraint(
            "personal_number", "topic", "sequence", name="pk_person_fact"
        ),
    )


def _transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("other_agency", sa.String(length=80), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("account_cents", sa.BigInteger(), nullable=False),
        sa.Column("fund_cents", sa.BigInteger(), nullable=False),
        sa.Column("letter_due_on", sa.Date(), nullable=False),
        sa.Column("done_due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["business_case.case_id"],
            name="fk_transfer_case_id_business_case",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_transfer_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_transfer"),
    )
    op.create_index("ix_transfer_personal_number", "transfer", ["personal_number"])


def _employer_operator() -> None:
    op.add_column(
        "employer_operator",
        sa.Column("rights", sa.String(length=64), server_default="", nullable=False),
    )
