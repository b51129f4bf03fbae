"""Why somebody stands as they do: the rule, the row and the money, in plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from backend.clock import CITY_ZONE
from backend.eligibility.ledger import Ledger
from backend.eligibility.payment import arrears
from backend.eligibility.reckoning import Reckoning, reckon
from backend.eligibility.rows import entitlements_of, ledger_of
from backend.eligibility.rule import Rulebook
from backend.eligibility.rulebook import city_rules
from backend.eligibility.standing import reasons_of
from backend.store.eligibility import ContraryFact
from backend.store.insurance import Certification

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where one benefit stands and what led to it.

    Attributes:
        rule, legal_source: The rule that counted and what it rests on.
        proof, proof_text: Row of the ledger that counted, e.g. ``pass-17``, and
            by what channel and method on which day.
        stop, stop_text, stop_source: The row that stops payment, and its rule.
        months: Withheld months that are not made up for, YYYYMM.
        cents: Their sum.
    """

    benefit: str
    standing: str
    reasons: tuple[str, ...]
    rule: str = ""
    legal_source: str = ""
    proof: str = ""
    proof_text: str = ""
    due_on: date | None = None
    paid_until: str = ""
    stop: str = ""
    stop_text: str = ""
    stop_source: str = ""
    months: tuple[str, ...] = ()
    cents: int = 0


def explain(
    session: Session,
    personal_number: int,
    today: date,
    rules: Rulebook | None = None,
) -> list[Explanation]:
    """Explain every benefit a person draws this month."""
    rules = rules or city_rules()
    ledger = ledger_of(session, personal_number)
    drawn = entitlements_of(session, personal_number)
    return [
        _explained(session, rules, ledger, each, today)
        for each in reckon(rules, ledger, drawn, today)
    ]


def _explained(
    session: Session, rules: Rulebook, ledger: Ledger, each: Reckoning, today: date
) -> Explanation:
    moment = datetime.combine(today, time.max, CITY_ZONE)
    owed = arrears(rules, ledger, each.entitlement, moment)
    stop = each.stop
    return Explanation(
        benefit=each.entitlement.benefit,
        standing=str(each.standing),
        reasons=reasons_of(each),
        rule=each.rule.id if each.rule else "",
        legal_source=each.rule.source if each.rule else "",
        proof=str(each.proof.reference) if each.proof else "",
        proof_text=_pass_text(session, each.proof.row) if each.proof else "",
        due_on=each.due_on,
        paid_until=str(each.paid_until) if each.paid_until else "",
        stop=str(stop.fact) if stop else "",
        stop_text=_fact_text(session, stop.fact.row) if stop else "",
        stop_source=f"{stop.rule.source} (AAE160 {stop.rule.code})" if stop else "",
        months=tuple(map(str, owed.months)) if owed else (),
        cents=owed.cents if owed else 0,
    )


def _pass_text(session: Session, row: int) -> str:
    found = session.get_one(Certification, row)
    told = f"{found.certified_on} {found.channel} {found.method}"
    return f"{told} {found.source}".rstrip()


def _fact_text(session: Session, row: int) -> str:
    found = session.get_one(ContraryFact, row)
    return f"{found.happened_on} {found.fact} {found.source}".rstrip()
