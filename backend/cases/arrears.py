"""What an employer owes: months that were assessed and whose money has not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend.cases.charge import late_days, late_fee
from backend.store.insurance import Contribution, EnrolmentChange
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month

__all__ = ["Owed", "owed_of", "own_arrears"]


@dataclass(frozen=True, slots=True)
class Owed:
    """One month of one kind of one person that is owed; amounts in fen."""

    personal_number: int
    kind: InsuranceKind
    period: Month
    owed_cents: int

    def days(self, today: date) -> int:
        """Count the days of late fee up to a day."""
        return late_days(self.period, today)

    def fee_cents(self, today: date) -> int:
        """Reckon the late fee up to a day."""
        return late_fee(self.owed_cents, self.period, today)


def owed_of(
    session: Session, employer: int, today: date, period: Month | None = None
) -> list[Owed]:
    """Give what an employer owes for one month, or for all before today's.

    Staff come from the enrolments, so that only their bookings are read.
    """
    staff = select(EnrolmentChange.personal_number).where(
        EnrolmentChange.employer_number == employer
    )
    wanted = _unpaid().where(
        Contribution.personal_number.in_(staff),
        Contribution.employer_number == employer,
        Contribution.period == period
        if period
        else Contribution.period < Month.of(today),
    )
    return [Owed(*row) for row in session.execute(wanted)]


def own_arrears(session: Session, number: int, today: date) -> list[Owed]:
    """Give what is owed for a person's months before today's, by whomever."""
    wanted = _unpaid().where(
        Contribution.personal_number == number,
        Contribution.period < Month.of(today),
    )
    return [Owed(*row) for row in session.execute(wanted)]


def _unpaid() -> Select[int, InsuranceKind, Month, int]:
    owed = func.sum(Contribution.employer_cents + Contribution.person_cents)
    key = (Contribution.personal_number, Contribution.kind, Contribution.period)
    return (
        select(*key, owed)
        .where(Contribution.arrived_on.is_(None))
        .group_by(*key)
        .having(owed > 0)
        .order_by(Contribution.period, Contribution.personal_number, Contribution.kind)
    )
