"""Life certification (待遇领取资格认证): who must prove when that they live."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.domain.months import Month

__all__ = [
    "BenefitStanding",
    "CertificationStanding",
    "CertificationState",
    "next_due_date",
]

_PENSION_MONTHS = 12


class CertificationStanding(StrEnum):
    """Where a beneficiary stands with the yearly certification.

    ``STOPPED`` is another thing than late: a death, prison or emigration is on
    record. Who stands at a terminal all the same must be heard by a person.
    """

    NOT_REQUIRED = "not-required"
    VALID = "valid"
    DUE = "due"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class BenefitStanding:
    """Where one of a person's benefits stands.

    Attributes:
        due_on: Last day for the next pass; none when no pass is needed.
        suspended_since: First month that is withheld.
        rule: Id of the rule that counted; empty when no rule knows the benefit.
        proof: Row of the ledger that counted, e.g. ``pass-17``.
        owed_months: Months withheld and not made up for yet.
        owed_cents: Their sum, in fen.
    """

    benefit: str
    standing: CertificationStanding
    due_on: date | None = None
    suspended_since: Month | None = None
    rule: str = ""
    proof: str = ""
    owed_months: int = 0
    owed_cents: int = 0


@dataclass(frozen=True, slots=True)
class CertificationState:
    """What the centre knows of one beneficiary's certification.

    A person may draw several benefits: the most pressing one decides, the sums
    are over all of them.

    Attributes:
        valid_until: Last day the present certification covers; none if never done.
        due_on: Last day for the next pass, the first term of a new pension
            included; none when no pass is needed.
        days_left: Days until then, negative when it is past.
        suspended_since: First month that is withheld.
        due_after_pass: Last day for the pass after one made on the day asked for.
        owed_months: Months withheld, to be paid after the pass.
        owed_cents: Their sum, in fen.
        reasons: Keys that tell why, e.g. ``first-term``, ``overdue``.
        benefits: Each benefit by itself.
    """

    standing: CertificationStanding
    benefit: str
    valid_until: date | None
    due_on: date | None = None
    days_left: int | None = None
    suspended_since: Month | None = None
    owed_months: int = 0
    owed_cents: int = 0
    reasons: tuple[str, ...] = ()
    benefits: tuple[BenefitStanding, ...] = ()
    due_after_pass: date | None = None

    @property
    def is_pressing(self) -> bool:
        """Whether the person should be asked to pass now."""
        return self.standing in (
            CertificationStanding.DUE,
            CertificationStanding.SUSPENDED,
        )


def next_due_date(certified_on: date, months: int = _PENSION_MONTHS) -> date:
    """Give the day until which a pass on a day is good.

    Same day twelve months later, the last day of the month where that day is
    missing. Source: 人社厅发〔2018〕54号, one pass is good for twelve months.
    """
    year, month0 = divmod(certified_on.year * 12 + certified_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(certified_on.day, last))
