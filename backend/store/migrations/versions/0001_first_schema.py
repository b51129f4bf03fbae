# ruff: noqa: INP001 - Alembic runs this file by its path
"""First schema, part one: people and their insurance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the city's records."""
    _person()
    _card()
    _portrait()
    _employer()
    _rate()
    _enrolment_change()
    _contribution()
    _benefit()
    _certification()


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("personal_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("citizen_number", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(32), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("personal_number", name="pk_person"),
        sa.UniqueConstraint("citizen_number", name="uq_person_citizen_number"),
    )


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("identification_code", sa.String(length=32), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_card_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("identification_code", name="pk_card"),
    )
    op.create_index("ix_card_personal_number", "card", ["personal_number"])


def _portrait() -> None:
    op.create_table(
        "portrait",
        sa.Column("portrait_id", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_portrait_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("portrait_id", name="pk_portrait"),
    )
    op.create_index("ix_portrait_personal_number", "portrait", ["personal_number"])


def _employer() -> None:
    op.create_table(
        "employer",
        sa.Column("employer_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("employer_number", name="pk_employer"),
        sa.UniqueConstraint("credit_code", name="uq_employer_credit_code"),
    )


def _rate() -> None:
    op.create_table(
        "rate",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("employer_rate", sa.Numeric(precision=7, scale=6), nullable=False),
        sa.Column("person_rate", sa.Numeric(precision=7, scale=6), nullable=False),
        sa.Column("floor_cents", sa.Integer(), nullable=False),
        sa.Column("ceiling_cents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "valid_from", name="pk_rate"),
    )


def _enrolment_change() -> None:
    op.create_table(
        "enrolment_change",
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("employer_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_enrolment_change_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_enrolment_change_personal_number_person",
        ),
        sa.PrimaryKeyConstraint(
            "personal_number", "kind", "change", name="pk_enrolment_change"
        ),
    )


def _contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("payment_type", sa.String(32), nullable=False),
        sa.Column("employer_number", sa.Integer(), nullable=True),
        sa.Column("base_cents", sa.Integer(), nullable=False),
        sa.Column("employer_cents", sa.Integer(), nullable=False),
        sa.Column("person_cents", sa.Integer(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_contribution_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_contribution_personal_number_person",
        ),
        sa.PrimaryKeyConstraint(
            "personal_number", "kind", "period", "entry", name="pk_contribution"
        ),
        sqlite_with_rowid=False,
    )


def _benefit() -> None:
    op.create_table(
        "benefit",
        sa.Column("benefit_number", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("benefit", sa.String(length=32), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=True),
        sa.Column("monthly_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_benefit_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("benefit_number", name="pk_benefit"),
    )
    op.create_index("ix_benefit_personal_number", "benefit", ["personal_number"])


def _certification() -> None:
    op.create_table(
        "certification",
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("personal_number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed_id", sa.String(length=36), nullable=True),
        sa.Column("card_kind", sa.String(32), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["personal_number"],
            ["person.personal_number"],
            name="fk_certification_personal_number_person",
        ),
        sa.PrimaryKeyConstraint("certification_id", name="pk_certification"),
        sa.UniqueConstraint("deed_id", name="uq_certification_deed_id"),
    )
    op.create_index(
        "ix_certification_personal_number", "certification", ["personal_number"]
    )
