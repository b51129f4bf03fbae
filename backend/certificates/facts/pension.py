"""What the papers about the employees' pension have in common."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.records.contributions import contribution_months
from backend.store.insurance import Benefit
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.months import Month

__all__ = ["draws_pension", "pension_months"]


def pension_months(
    session: Session, number: int, today: date
) -> tuple[ContributionMonth, ...]:
    """Give the months of the employees' pension insurance, newest first."""
    months = contribution_months(session, number, today)
    return tuple(month for month in months if month.kind is InsuranceKind.PENSION)


def draws_pension(session: Session, number: int, today: date) -> bool:
    """Tell whether the person draws the pension; the account then pays it out."""
    wanted = select(Benefit.benefit_number).where(
        Benefit.personal_number == number,
        Benefit.benefit == "basic-pension",
        Benefit.first_month <= Month.of(today),
    )
    return session.scalar(wanted) is not None
