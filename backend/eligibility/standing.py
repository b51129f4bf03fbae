"""The standing with life certification, worked out from benefits and passes."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from backend.store.insurance import Benefit, Certification
from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.domain.months import Month

__all__ = ["certification_state", "standing_on"]

_REMINDER = timedelta(days=60)
"""How long before the last day a resident is told that the next pass is due."""


def certification_state(
    session: Session, personal_number: int, today: date
) -> CertificationState:
    """Tell where a person stands on a day; who draws no benefit needs no pass."""
    benefit = session.scalar(_drawn(personal_number, Month.of(today)))
    if benefit is None:
        return CertificationState(CertificationStanding.NOT_REQUIRED, "", None)
    valid_until = session.scalar(
        select(func.max(Certification.valid_until)).where(
            Certification.personal_number == personal_number
        )
    )
    return CertificationState(standing_on(today, valid_until), benefit, valid_until)


def standing_on(today: date, valid_until: date | None) -> CertificationStanding:
    """Judge a last day: late means suspended from the month after.

    Source: 人社厅发〔2018〕107号, payment stops the month after the term ends and
    is made up for when the person passes.
    """
    if valid_until is None:
        return CertificationStanding.DUE
    if Month.of(today) > Month.of(valid_until):
        return CertificationStanding.SUSPENDED
    if today > valid_until - _REMINDER:
        return CertificationStanding.DUE
    return CertificationStanding.VALID


def _drawn(personal_number: int, month: Month) -> Select[str]:
    return (
        select(Benefit.benefit)
        .where(
            Benefit.personal_number == personal_number,
            Benefit.first_month <= month,
            or_(Benefit.last_month.is_(None), Benefit.last_month >= month),
        )
        .order_by(Benefit.first_month)
        .limit(1)
    )
