"""Employers, enrolments, contributions, benefits and life certifications."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import (
    CertificationMethod,
    Channel,
    LivenessFinding,
    PaymentType,
)
from kiosk.domain.card import CardKind
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = [
    "Benefit",
    "Certification",
    "Contribution",
    "Employer",
    "EmployerOperator",
    "EnrolmentChange",
    "PensionAward",
    "PensionRise",
    "Rate",
]


class Employer(Row):
    """A registered employer (参保单位)."""

    __tablename__ = "employer"

    employer_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(128))


class Rate(Row):
    """What one kind of insurance costs from a month on.

    Attributes:
        employer_rate, person_rate: Parts of the contribution base.
        floor_cents, ceiling_cents: Window the declared wage is pushed into.
    """

    __tablename__ = "rate"

    kind: Mapped[InsuranceKind] = mapped_column(primary_key=True)
    valid_from: Mapped[Month] = mapped_column(primary_key=True)
    employer_rate: Mapped[Decimal] = mapped_column(Numeric(7, 6))
    person_rate: Mapped[Decimal] = mapped_column(Numeric(7, 6))
    floor_cents: Mapped[int]
    ceiling_cents: Mapped[int]


class EnrolmentChange(Row):
    """A change of one person's enrolment in one kind; the last one is today's state."""

    __tablename__ = "enrolment_change"

    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), primary_key=True
    )
    kind: Mapped[InsuranceKind] = mapped_column(primary_key=True)
    change: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[Month]
    status: Mapped[EnrolmentStatus]
    employer_number: Mapped[int | None] = mapped_column(
        ForeignKey("employer.employer_number"), index=True
    )


class Contribution(Row):
    """One booking for one person, kind and month; a correction is another entry.

    Attributes:
        entry: 0 for the regular booking, then counting up.
        arrived_on: Day the money arrived (到账); none while it is only owed.
    """

    __tablename__ = "contribution"
    # The key is the order in which a statement reads the rows, so they are
    # kept in it and no second index is needed. What is asked of one person
    # touches one of PostgreSQL's parts.
    __table_args__ = {  # noqa: RUF012 - SQLAlchemy's form
        "sqlite_with_rowid": False,
        "postgresql_partition_by": "HASH (personal_number)",
    }

    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), primary_key=True
    )
    kind: Mapped[InsuranceKind] = mapped_column(primary_key=True)
    period: Mapped[Month] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(primary_key=True)
    payment_type: Mapped[PaymentType]
    employer_number: Mapped[int | None] = mapped_column(
        ForeignKey("employer.employer_number")
    )
    base_cents: Mapped[int]
    employer_cents: Mapped[int]
    person_cents: Mapped[int]
    arrived_on: Mapped[date | None]


class Benefit(Row):
    """A benefit somebody draws each month, from a month on until it ends."""

    __tablename__ = "benefit"

    benefit_number: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    benefit: Mapped[str] = mapped_column(String(32))
    first_month: Mapped[Month]
    last_month: Mapped[Month | None]
    monthly_cents: Mapped[int]


class PensionAward(Row):
    """How a pension was reckoned on the day it was awarded; amounts in fen.

    Attributes:
        average_index: Mean of base over average wage, in ten-thousandths.
        divisor: Months the account is spread over (计发月数).
    """

    __tablename__ = "pension_award"

    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), primary_key=True
    )
    awarded_on: Mapped[date]
    first_month: Mapped[Month]
    paid_months: Mapped[int]
    deemed_months: Mapped[int]
    average_index: Mapped[int]
    average_wage_cents: Mapped[int]
    account_cents: Mapped[int]
    divisor: Mapped[int]
    base_pension_cents: Mapped[int]
    account_pension_cents: Mapped[int]
    transitional_cents: Mapped[int]


class PensionRise(Row):
    """What a general rise of pensions added to one person's, in fen a month."""

    __tablename__ = "pension_rise"

    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), primary_key=True
    )
    month: Mapped[Month] = mapped_column(primary_key=True)
    added_cents: Mapped[int]


class EmployerOperator(Row):
    """Somebody who may act for an employer (单位经办人), from a day to another.

    Attributes:
        rights: Groups of items, divided by commas; empty for all of them.
    """

    __tablename__ = "employer_operator"

    employer_number: Mapped[int] = mapped_column(
        ForeignKey("employer.employer_number"), primary_key=True
    )
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), primary_key=True, index=True
    )
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
    rights: Mapped[str] = mapped_column(String(64), default="", server_default="")


class Certification(Row):
    """One life certification, by whatever channel; until when it is good is reckoned.

    Attributes:
        weight: How far it is believed, 1 for face, staff and document.
        is_provisional: A person still has to look; the rules say whether it counts
            before.
        score: Likeness of the faces; none where no face was compared.
        evidence: Reference to the encrypted pictures.
        staff_number: Who confirmed it.
        staff_challenge: Hex of what the staff card signed, each once for ever.
        source, source_row: Line of the data source it came from.
    """

    __tablename__ = "certification"
    __table_args__ = (UniqueConstraint("source", "source_row"),)

    certification_id: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    channel: Mapped[Channel]
    method: Mapped[CertificationMethod]
    certified_on: Mapped[date]
    recorded_at: Mapped[datetime]
    weight: Mapped[float] = mapped_column(default=1.0)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    deed_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    terminal: Mapped[str] = mapped_column(String(63), default="")
    card_kind: Mapped[CardKind | None]
    score: Mapped[float | None]
    liveness: Mapped[LivenessFinding] = mapped_column(default=LivenessFinding.NOT_ASKED)
    evidence: Mapped[str | None] = mapped_column(String(128))
    staff_number: Mapped[str | None] = mapped_column(String(16))
    staff_challenge: Mapped[str | None] = mapped_column(String(64), unique=True)
    staff_certificate: Mapped[bytes | None]
    staff_signature: Mapped[bytes | None]
    source: Mapped[str] = mapped_column(String(32), default="")
    source_row: Mapped[str | None] = mapped_column(String(64))
