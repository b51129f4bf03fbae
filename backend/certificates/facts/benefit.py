"""Facts of a benefit certificate."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.facts.holder import holder
from backend.eligibility.standing import certification_state
from backend.store.insurance import Benefit
from backend.store.people import Person
from kiosk.domain.eligibility import CertificationStanding
from kiosk.domain.facts.benefit import BenefitFacts, BenefitLine
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month

__all__ = ["benefit_facts"]

_RESTING = (CertificationStanding.SUSPENDED, CertificationStanding.STOPPED)


def benefit_facts(session: Session, person: Person, today: date) -> BenefitFacts:
    """Gather what is or was drawn, the newest first.

    Raises:
        NoRecord: reason ``nothing-to-certify``; nothing was ever drawn.
    """
    wanted = (
        select(Benefit)
        .where(
            Benefit.personal_number == person.personal_number,
            Benefit.first_month <= Month.of(today),
        )
        .order_by(Benefit.first_month.desc(), Benefit.benefit)
    )
    drawn = list(session.scalars(wanted))
    if not drawn:
        raise NoRecord(reason="nothing-to-certify")
    resting = _resting(session, person.personal_number, today)
    lines = tuple(_line(each, resting) for each in drawn)
    return BenefitFacts(**holder(person, today), benefits=lines)


def _resting(session: Session, number: int, today: date) -> frozenset[str]:
    state = certification_state(session, number, today)
    return frozenset(
        each.benefit for each in state.benefits if each.standing in _RESTING
    )


def _line(benefit: Benefit, resting: frozenset[str]) -> BenefitLine:
    return BenefitLine(
        benefit=benefit.benefit,
        first_month=benefit.first_month,
        last_month=benefit.last_month,
        monthly_cents=benefit.monthly_cents,
        is_suspended=benefit.benefit in resting,
    )
