"""Insurance kinds, enrolments and monthly contributions as certificates need them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.months import Month

__all__ = ["ContributionMonth", "Enrolment", "EnrolmentStatus", "InsuranceKind"]


class InsuranceKind(StrEnum):
    """险种, by the ministry's code table (AAE140)."""

    PENSION = "110"
    PUBLIC_PENSION = "120"
    RESIDENT_PENSION = "170"
    UNEMPLOYMENT = "210"
    MEDICAL = "310"
    MAJOR_ILLNESS = "330"
    RESIDENT_MEDICAL = "390"
    INJURY = "410"
    MATERNITY = "510"


class EnrolmentStatus(StrEnum):
    """个人缴费状态 (AAC031), which is a fact of each kind, not of a person."""

    NOT_ENROLLED = "0"
    PAYING = "1"
    PAUSED = "2"
    ENDED = "3"
    ENROLLED_WITHOUT_PAYING = "4"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One kind of insurance of one person, as of a day.

    Attributes:
        months_paid: Months whose money has arrived; owed months do not count.
    """

    kind: InsuranceKind
    status: EnrolmentStatus
    employer: str
    first_month: Month
    months_paid: int
    last_paid_month: Month | None


@dataclass(frozen=True, slots=True)
class ContributionMonth:
    """One month of one kind: what it was charged on, and whether it arrived."""

    period: Month
    kind: InsuranceKind
    employer: str
    base_cents: int
    employer_cents: int
    person_cents: int
    is_arrived: bool
