"""What an employer enrolment certificate (单位参保证明) states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month

__all__ = ["EmployerFacts", "EmployerKind", "StaffMember"]


@dataclass(frozen=True, slots=True)
class EmployerKind:
    """One kind of insurance of an employer.

    Attributes:
        staff: Persons insured through it on the day of the data.
        owed_cents: What is overdue, employer's and persons' shares, in fen.
    """

    kind: InsuranceKind
    first_month: Month
    last_paid_month: Month | None
    staff: int
    owed_cents: int


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One line of the staff list, for the pension insurance.

    Attributes:
        months: Months that arrived from this employer.
        base_cents: The latest contribution base.
    """

    name: str = field(repr=False)
    citizen_number: str = field(repr=False)
    first_month: Month
    last_month: Month | None
    months: int
    base_cents: int


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """What one employer insures, and whom.

    Attributes:
        credit_code: 统一社会信用代码 (GB 32100).
        staff: Who is insured through it on the day of the data, by number.
    """

    name: str
    credit_code: str
    employer_number: str
    data_as_of: date
    kinds: tuple[EmployerKind, ...]
    staff: tuple[StaffMember, ...]
