# ruff: noqa: INP001 - Alembic runs this file by its path
"""How pensions were awarded and raised, and who may act for employers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0006"
down_revision = "0005"

_PERSON, _NUMBER = "person.personal_number", "personal_number"


def upgrade() -> None:
    """Make the three tables and an index."""
    _award()
    _rise()
    _operator()
    # Who is or was enrolled through an employer, without reading everybody.
    op.create_index(
        "ix_enrolment_change_employer_number",
        "enrolment_change",
        ["employer_number"],
    )


def _award() -> None:
    amounts = (
        "paid_months",
        "deemed_months",
        "average_index",
        "average_wage_cents",
        "account_cents",
        "divisor",
        "base_pension_cents",
        "account_pension_cents",
        "transitional_cents",
    )
    op.create_table(
        "pension_award",
        sa.Column(_NUMBER, sa.Integer(), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in amounts),
        sa.ForeignKeyConstraint(
            [_NUMBER], [_PERSON], name="fk_pension_award_personal_number_person"
        ),
        sa.PrimaryKeyConstraint(_NUMBER, name="pk_pension_award"),
    )


def _rise() -> None:
    op.create_table(
        "pension_rise",
        sa.Column(_NUMBER, sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("added_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            [_NUMBER], [_PERSON], name="fk_pension_rise_personal_number_person"
        ),
        sa.PrimaryKeyConstraint(_NUMBER, "month", name="pk_pension_rise"),
    )


def _operator() -> None:
    op.create_table(
        "employer_operator",
        sa.Column("employer_number", sa.Integer(), nullable=False),
        sa.Column(_NUMBER, sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_number"],
            ["employer.employer_number"],
            name="fk_employer_operator_employer_number_employer",
        ),
        sa.ForeignKeyConstraint(
            [_NUMBER], [_PERSON], name="fk_employer_operator_personal_number_person"
        ),
        sa.PrimaryKeyConstraint(
            "employer_number", _NUMBER, "since", name="pk_employer_operator"
        ),
    )
    op.create_index(
        "ix_employer_operator_personal_number", "employer_operator", [_NUMBER]
    )
