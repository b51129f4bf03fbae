"""Facts of a retirement benefit statement."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.facts.holder import holder
from backend.store.insurance import PensionAward, PensionRise
from backend.store.people import Person
from kiosk.domain.facts.retirement import PensionAdjustment, RetirementFacts
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month

__all__ = ["retirement_facts"]


def retirement_facts(session: Session, person: Person, today: date) -> RetirementFacts:
    """Gather how the pension was reckoned, and its rises since.

    Raises:
        NoRecord: reason ``nothing-to-certify``; no pension was awarded here.
    """
    award = session.get(PensionAward, person.personal_number)
    if award is None or award.awarded_on > today:
        raise NoRecord(reason="nothing-to-certify")
    return RetirementFacts(
        **holder(person, today),
        birth_date=person.birth_date,
        awarded_on=award.awarded_on,
        first_month=award.first_month,
        paid_months=award.paid_months,
        deemed_months=award.deemed_months,
        average_index=award.average_index,
        average_wage_cents=award.average_wage_cents,
        account_cents=award.account_cents,
        divisor=award.divisor,
        base_pension_cents=award.base_pension_cents,
        account_pension_cents=award.account_pension_cents,
        transitional_cents=award.transitional_cents,
        adjustments=_rises(session, person.personal_number, today),
    )


def _rises(session: Session, number: int, today: date) -> tuple[PensionAdjustment, ...]:
    wanted = (
        select(PensionRise)
        .where(
            PensionRise.personal_number == number,
            PensionRise.month <= Month.of(today),
        )
        .order_by(PensionRise.month)
    )
    return tuple(
        PensionAdjustment(rise.month, rise.added_cents)
        for rise in session.scalars(wanted)
    )
