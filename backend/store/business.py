"""What cases book beside enrolments and contributions; later lines replace earlier."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import BenefitStep, CardStep, OrderState
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month

__all__ = [
    "BenefitEvent",
    "CardEvent",
    "DeclaredBase",
    "EmployerFact",
    "LateFee",
    "MoneyOrder",
    "PersonFact",
    "ProgramIdentity",
    "Transfer",
]

_CASE = "business_case.case_id"
_PERSON = "person.personal_number"
_EMPLOYER = "employer.employer_number"


class PersonFact(Row):
    """Something told about a person, e.g. ``phone``; a topic's last line counts."""

    __tablename__ = "person_fact"

    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime]
    case_id: Mapped[str | None] = mapped_column(ForeignKey(_CASE))


class EmployerFact(Row):
    """Something told about an employer; the last line of a topic counts."""

    __tablename__ = "employer_fact"

    employer_number: Mapped[int] = mapped_column(
        ForeignKey(_EMPLOYER), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime]
    case_id: Mapped[str | None] = mapped_column(ForeignKey(_CASE))


class DeclaredBase(Row):
    """The monthly wage an employer declared for somebody and a year, in fen."""

    __tablename__ = "declared_base"

    employer_number: Mapped[int] = mapped_column(
        ForeignKey(_EMPLOYER), primary_key=True
    )
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    wage_cents: Mapped[int]
    case_id: Mapped[str | None] = mapped_column(ForeignKey(_CASE))


class LateFee(Row):
    """滞纳金 on one month of one kind (社会保险法 art. 86), an employer's alone.

    Attributes:
        owed_cents: What the fee is reckoned on.
        fee_cents: Taken back by another line with the same amount below zero.
    """

    __tablename__ = "late_fee"

    employer_number: Mapped[int] = mapped_column(
        ForeignKey(_EMPLOYER), primary_key=True
    )
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), primary_key=True)
    kind: Mapped[InsuranceKind] = mapped_column(primary_key=True)
    period: Mapped[Month] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(primary_key=True)
    owed_cents: Mapped[int]
    days: Mapped[int]
    fee_cents: Mapped[int]
    case_id: Mapped[str] = mapped_column(ForeignKey(_CASE))


class MoneyOrder(Row):
    """Money to be paid out once for a case, in fen.

    Attributes:
        purpose: ``refund`` or the benefit's name.
        account: Bank and account it goes to, as the case told them.
    """

    __tablename__ = "money_order"

    order_id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey(_CASE), index=True)
    personal_number: Mapped[int | None] = mapped_column(ForeignKey(_PERSON))
    employer_number: Mapped[int | None] = mapped_column(ForeignKey(_EMPLOYER))
    purpose: Mapped[str] = mapped_column(String(32))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    account: Mapped[str] = mapped_column(Text)
    state: Mapped[OrderState]


class Transfer(Row):
    """A relation on its way between places or schemes (关系转移接续).

    Attributes:
        direction: ``in``, ``out`` or ``within``.
        months: Months paid here; none known for what comes in.
        account_cents, fund_cents: The two parts that move.
        letter_due_on: Last day of the contact letter or answer.
        done_due_on: Last day of the whole transfer.
    """

    __tablename__ = "transfer"

    case_id: Mapped[str] = mapped_column(ForeignKey(_CASE), primary_key=True)
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), index=True)
    direction: Mapped[str] = mapped_column(String(8))
    kind: Mapped[InsuranceKind]
    region_code: Mapped[str] = mapped_column(String(6))
    other_agency: Mapped[str] = mapped_column(String(80))
    months: Mapped[int]
    account_cents: Mapped[int] = mapped_column(BigInteger)
    fund_cents: Mapped[int] = mapped_column(BigInteger)
    letter_due_on: Mapped[date]
    done_due_on: Mapped[date]
    state: Mapped[OrderState]


class BenefitEvent(Row):
    """A benefit suspended, resumed or ended from a month on, by a case."""

    __tablename__ = "benefit_event"

    benefit_number: Mapped[int] = mapped_column(
        ForeignKey("benefit.benefit_number"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[BenefitStep]
    month: Mapped[Month]
    noted_at: Mapped[datetime]
    case_id: Mapped[str] = mapped_column(ForeignKey(_CASE))


class CardEvent(Row):
    """What was done to somebody's card; the last line of a card counts.

    Attributes:
        card_number: The nine characters on the card's face, where they were told.
    """

    __tablename__ = "card_event"

    event_id: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON), index=True)
    identification_code: Mapped[str | None] = mapped_column(String(32))
    card_number: Mapped[str] = mapped_column(String(9), default="")
    step: Mapped[CardStep]
    noted_at: Mapped[datetime]
    case_id: Mapped[str] = mapped_column(ForeignKey(_CASE))


class ProgramIdentity(Row):
    """A client certificate of an employer's program, which acts as one operator.

    Attributes:
        fingerprint: SHA-256 of the certificate in DER, hex.
        personal_number: The operator whose rights it has.
    """

    __tablename__ = "program_identity"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    program: Mapped[str] = mapped_column(String(63), index=True)
    employer_number: Mapped[int] = mapped_column(ForeignKey(_EMPLOYER))
    personal_number: Mapped[int] = mapped_column(ForeignKey(_PERSON))
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
