"""What a personal rights statement (个人权益记录单) states."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.contribution import ContributionMonth, Enrolment
from kiosk.domain.facts.holder import Holder

__all__ = ["AccountYear", "RightsFacts"]


@dataclass(frozen=True, slots=True)
class AccountYear:
    """One year of the personal pension account (个人账户), in fen.

    Attributes:
        credited_cents: The person's own shares that arrived in the year.
        months: Months credited in the year.
    """

    year: int
    opening_cents: int
    credited_cents: int
    interest_cents: int
    months: int

    @property
    def closing_cents(self) -> int:
        """What is in the account at the year's end."""
        return self.opening_cents + self.credited_cents + self.interest_cents


@dataclass(frozen=True, slots=True)
class RightsFacts(Holder):
    """Rights of one person in one calendar year (社会保险法, 第七十四条).

    Attributes:
        employer: Who pays now or paid last.
        account: The pension account in that year; none for who never paid.
        total_months: Months credited from the first one to the year's end.
        enrolments: Kinds of insurance as of the day the data are of.
        months: The year's months, newest first.
    """

    year: int
    employer: str
    account: AccountYear | None
    total_months: int
    enrolments: tuple[Enrolment, ...]
    months: tuple[ContributionMonth, ...]
