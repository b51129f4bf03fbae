"""What a month costs: base in its window, both shares, and the fee of a late one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.matter import RuleBroken
from backend.cases.parameter import figure
from backend.catalogue.item import Words
from backend.store.insurance import Rate
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.money import round_fen, share
from kiosk.domain.months import Month

__all__ = [
    "Charge",
    "average_wage",
    "base_in_window",
    "charge",
    "due_day",
    "late_days",
    "late_fee",
    "own_charge",
    "rate_of",
]

_NO_RATE = Words("该月份没有费率", "There is no rate for this month")
_CEILING_TIMES = 3
_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Charge:
    """One month of one kind in fen."""

    base_cents: int
    employer_cents: int
    person_cents: int

    @property
    def total_cents(self) -> int:
        """Both shares."""
        return self.employer_cents + self.person_cents

    def amounts(self) -> tuple[int, int, int]:
        """Give base, employer's and person's share, as they are booked."""
        return self.base_cents, self.employer_cents, self.person_cents


def rate_of(session: Session, kind: InsuranceKind, period: Month) -> Rate:
    """Give the rate that holds for a month: the newest from then or before.

    Raises:
        RuleBroken: no rate was ever set for a month so early, or for the kind.
    """
    found = session.scalar(
        select(Rate)
        .where(Rate.kind == kind, Rate.valid_from <= period)
        .order_by(Rate.valid_from.desc())
        .limit(1)
    )
    if found is None:
        raise RuleBroken(_NO_RATE)
    return found


def base_in_window(wage_cents: int, floor_cents: int, ceiling_cents: int) -> int:
    """Push a wage into the window of a kind: below it the floor, above the ceiling."""
    return min(max(wage_cents, floor_cents), ceiling_cents)


def charge(rate: Rate, wage_cents: int) -> Charge:
    """Reckon an employee's month from the wage declared."""
    base = base_in_window(wage_cents, rate.floor_cents, rate.ceiling_cents)
    return Charge(base, share(base, rate.employer_rate), share(base, rate.person_rate))


def average_wage(session: Session, period: Month) -> int:
    """Give the average monthly wage a month's windows rest on, in fen.

    The ceiling is three times the average by every local notice.
    """
    rate = rate_of(session, InsuranceKind.PENSION, period)
    return round_fen(Decimal(rate.ceiling_cents) / _CEILING_TIMES)


def own_charge(session: Session, period: Month, tier: int) -> Charge:
    """Reckon a flexible worker's month of pension for a tier, in per cent.

    All of it is the person's; 国发〔2005〕38号 art. 5: 20 per cent of the base.
    """
    average = average_wage(session, period)
    base = round_fen(Decimal(average) * tier / _PER_CENT)
    rate = figure("own-pension-rate", period.first_day())
    return Charge(base, 0, share(base, rate))


def due_day(period: Month) -> date:
    """Give the last day on which a month is paid without fee."""
    first = period.first_day()
    return first.replace(day=int(figure("payment-day", first)))


def late_days(period: Month, paid_on: date) -> int:
    """Count the days of fee: from the day after the due day to the day of payment."""
    return max(0, (paid_on - due_day(period)).days)


def late_fee(owed_cents: int, period: Month, paid_on: date) -> int:
    """Reckon the late fee on one amount of one month, rounded once at the end.

    Simple, 0.05 per cent a day, employers only (社会保险法 art. 86); the rate of the
    day of payment holds for all days.
    """
    rate = figure("late-fee-per-day", paid_on)
    return round_fen(Decimal(owed_cents) * rate * late_days(period, paid_on))
