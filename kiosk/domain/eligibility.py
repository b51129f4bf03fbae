"""Life certification (待遇领取资格认证): who must prove when that they live."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["CertificationStanding", "CertificationState", "next_due_date"]

_PENSION_MONTHS = 12


class CertificationStanding(StrEnum):
    """Where a beneficiary stands with the yearly certification."""

    NOT_REQUIRED = "not-required"
    VALID = "valid"
    DUE = "due"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class CertificationState:
    """What the centre knows of one beneficiary's certification.

    Attributes:
        valid_until: Last day the present certification covers; none if never done.
    """

    standing: CertificationStanding
    benefit: str
    valid_until: date | None


def next_due_date(certified_on: date, months: int = _PENSION_MONTHS) -> date:
    """Give the day until which a pass on a day is good.

    Same day twelve months later, the last day of the month where that day is
    missing. Source: 人社厅发〔2018〕54号, one pass is good for twelve months.
    """
    year, month0 = divmod(certified_on.year * 12 + certified_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(certified_on.day, last))
