"""A person's standing with life certification, worked out from rules and ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from backend.clock import CITY_ZONE
from backend.eligibility.ledger import Ledger
from backend.eligibility.payment import Arrears, arrears
from backend.eligibility.reckoning import Reckoning, reckon
from backend.eligibility.rows import entitlements_of, ledger_of
from backend.eligibility.rule import Rulebook
from backend.eligibility.rulebook import city_rules
from kiosk.domain.eligibility import (
    BenefitStanding,
    CertificationStanding,
    CertificationState,
    next_due_date,
)
from kiosk.domain.months import Month

__all__ = ["certification_state", "reasons_of", "state_of"]

_PRESSING = (
    CertificationStanding.NOT_REQUIRED,
    CertificationStanding.VALID,
    CertificationStanding.DUE,
    CertificationStanding.SUSPENDED,
    CertificationStanding.STOPPED,
)


def certification_state(
    session: Session,
    personal_number: int,
    today: date,
    rules: Rulebook | None = None,
) -> CertificationState:
    """Tell where a person stands on a day; who draws no benefit needs no pass.

    Args:
        session: Reads the ledger.
        personal_number: 个人编号.
        today: The day asked for, with all that was recorded by its end.
        rules: Rules of the city; by default those the program brings.
    """
    rules = rules or city_rules()
    ledger = ledger_of(session, personal_number)
    drawn = entitlements_of(session, personal_number)
    return state_of(rules, ledger, reckon(rules, ledger, drawn, today), today)


def state_of(
    rules: Rulebook, ledger: Ledger, reckonings: Sequence[Reckoning], today: date
) -> CertificationState:
    """Put several benefits together: the most pressing one decides."""
    if not reckonings:
        return CertificationState(CertificationStanding.NOT_REQUIRED, "", None)
    end = datetime.combine(today, time.max, CITY_ZONE)
    owed = [arrears(rules, ledger, each.entitlement, end) for each in reckonings]
    first = max(reckonings, key=_urgency)
    return CertificationState(
        standing=first.standing,
        benefit=first.entitlement.benefit,
        valid_until=first.due_on if first.proof else None,
        due_on=first.due_on,
        days_left=(first.due_on - today).days if first.due_on else None,
        suspended_since=_suspended_since(first),
        owed_months=sum(len(each.months) for each in owed if each),
        owed_cents=sum(each.cents for each in owed if each),
        reasons=reasons_of(first),
        benefits=tuple(map(_told, reckonings, owed)),
        due_after_pass=_due_after(reckonings, today),
    )


def reasons_of(reckoning: Reckoning) -> tuple[str, ...]:
    """Give the keys that tell why a benefit stands as it does, most telling first."""
    return tuple(_reasons(reckoning))


def _reasons(reckoning: Reckoning) -> list[str]:
    told = []
    if reckoning.stop is not None:
        told.append(f"recorded-{reckoning.stop.rule.fact}")
    if reckoning.standing is CertificationStanding.NOT_REQUIRED:
        told.append("not-required")
    elif reckoning.proof is None:
        told.append("first-term" if reckoning.has_first_term else "never-certified")
    else:
        told.append("certified")
    if reckoning.standing is CertificationStanding.SUSPENDED:
        told.append("overdue")
    if reckoning.is_home_visit:
        told.append("home-visit")
    if reckoning.is_provisional:
        told.append("provisional")
    if reckoning.is_waiting:
        told.append("pass-in-review")
    return [*told, *(f"reported-{fact}" for fact in reckoning.open_facts)]


def _due_after(reckonings: Sequence[Reckoning], today: date) -> date | None:
    """Give the earliest end of a pass made today, or of what reaches further."""
    days = [
        max(each.due_on, next_due_date(today, each.rule.every_months))
        for each in reckonings
        if each.due_on and each.rule and each.rule.every_months
    ]
    return min(days, default=None)


def _urgency(reckoning: Reckoning) -> tuple[int, int]:
    """Rank by standing, then by the earlier day."""
    day = reckoning.due_on or date.max
    return _PRESSING.index(reckoning.standing), -day.toordinal()


def _suspended_since(reckoning: Reckoning) -> Month | None:
    if reckoning.standing is CertificationStanding.STOPPED and reckoning.stop:
        return reckoning.stop.first
    if reckoning.standing is CertificationStanding.SUSPENDED and reckoning.paid_until:
        return reckoning.paid_until.plus(1)
    return None


def _told(reckoning: Reckoning, owed: Arrears | None) -> BenefitStanding:
    return BenefitStanding(
        benefit=reckoning.entitlement.benefit,
        standing=reckoning.standing,
        due_on=reckoning.due_on,
        suspended_since=_suspended_since(reckoning),
        rule=reckoning.rule.id if reckoning.rule else "",
        proof=str(reckoning.proof.reference) if reckoning.proof else "",
        owed_months=len(owed.months) if owed else 0,
        owed_cents=owed.cents if owed else 0,
    )
