"""From rules and ledger to where each benefit stands on a day: pure and repeatable."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.eligibility.contrary import Stop, fact_standing, stops
from backend.eligibility.ledger import Entitlement, Ledger, PassRow
from backend.eligibility.rule import BenefitRule, Rulebook
from kiosk.domain.eligibility import CertificationStanding, next_due_date
from kiosk.domain.months import Month

__all__ = ["Reckoning", "last_day", "reckon"]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Where one benefit stands on a day, and by what.

    Attributes:
        rule: The rule that counted; none when no rule knows the benefit.
        proof: The pass that reaches furthest; none when there was none.
        due_on: Last day by which the next pass must be made; none: not needed.
        paid_until: Last month that is paid without another pass; none: no end.
        stop: What stops the benefit, from the month it happened in.
        has_first_term: The grant itself is still the proof.
        is_home_visit: The office comes to the home.
        is_provisional: The proof still waits for a person's decision.
        is_waiting: A later pass does not count before a person has confirmed it.
        open_facts: Statements against that a person has to decide about.
    """

    entitlement: Entitlement
    standing: CertificationStanding
    rule: BenefitRule | None
    proof: PassRow | None = None
    due_on: date | None = None
    paid_until: Month | None = None
    stop: Stop | None = None
    stops: tuple[Stop, ...] = ()
    has_first_term: bool = False
    is_home_visit: bool = False
    is_provisional: bool = False
    is_waiting: bool = False
    open_facts: tuple[str, ...] = ()

    def is_payable(self, month: Month) -> bool:
        """Whether what is known allows to pay a month, now or later on."""
        return (
            self.entitlement.is_drawn(month)
            and not self.entitlement.is_paused(month)
            and (self.paid_until is None or month <= self.paid_until)
            and not any(month in stop for stop in self.stops)
        )


def reckon(
    rules: Rulebook, ledger: Ledger, entitlements: Sequence[Entitlement], today: date
) -> list[Reckoning]:
    """Work out every benefit drawn this month, or interrupted, in the order given."""
    passes = list(ledger.counting(rules))
    taken = tuple(stops(rules, ledger, passes))
    asked = _open_facts(rules, ledger, passes)
    found = []
    for entitlement in entitlements:
        if entitlement.is_drawn(Month.of(today)):
            given = _Given(rules, ledger, passes, taken, asked)
            found.append(_reckoned(given, entitlement, today))
    return found


@dataclass(frozen=True, slots=True)
class _Given:
    rules: Rulebook
    ledger: Ledger
    passes: list[PassRow]
    stops: tuple[Stop, ...]
    open_facts: tuple[str, ...]


def _reckoned(given: _Given, entitlement: Entitlement, today: date) -> Reckoning:
    now = Month.of(today)
    stop = next((each for each in given.stops if each.is_known_in(now)), None)
    rule = given.rules.rule(entitlement.benefit, today)
    if rule is None or rule.every_months is None:
        standing = (
            CertificationStanding.STOPPED
            if stop
            else CertificationStanding.NOT_REQUIRED
        )
        return Reckoning(
            entitlement,
            standing,
            rule,
            stop=stop,
            stops=given.stops,
            open_facts=given.open_facts,
        )
    proof, rule, due_on = _proof(given, entitlement, rule, now)
    until, is_visited = _paid_until(given, rule, due_on)
    standing = (
        CertificationStanding.STOPPED if stop else _standing(rule, due_on, until, today)
    )
    return Reckoning(
        entitlement,
        standing,
        rule,
        proof=proof,
        due_on=due_on,
        paid_until=until,
        stop=stop,
        stops=given.stops,
        has_first_term=proof is None and today <= due_on,
        is_home_visit=is_visited,
        is_provisional=proof is not None and given.ledger.is_open(proof),
        is_waiting=_is_waiting(given, proof),
        open_facts=given.open_facts,
    )


def _proof(
    given: _Given, entitlement: Entitlement, today_rule: BenefitRule, now: Month
) -> tuple[PassRow | None, BenefitRule, date]:
    """Find the pass, or the grant, that reaches furthest, and the rule it follows."""
    start = entitlement.granted_in(now)
    first_rule = given.rules.rule(entitlement.benefit, start.first_day()) or today_rule
    best: tuple[PassRow | None, BenefitRule, date] = (
        None,
        first_rule,
        # The term is counted from the month after the first one drawn.
        last_day(start.plus(first_rule.first_term_months)),
    )
    # Among equals the row noted first: repetitions must change nothing.
    for row in sorted(given.passes, key=lambda each: (each.is_provisional, each.row)):
        rule = given.rules.rule(entitlement.benefit, row.certified_on) or today_rule
        due = next_due_date(row.certified_on, rule.every_months or 0)
        if due > best[2]:
            best = (row, rule, due)
    return best


def _is_waiting(given: _Given, proof: PassRow | None) -> bool:
    since = proof.certified_on if proof else date.min
    waiting = given.ledger.waiting(given.rules)
    return any(row.certified_on > since for row in waiting)


def _paid_until(given: _Given, rule: BenefitRule, due_on: date) -> tuple[Month, bool]:
    end = Month.of(due_on + timedelta(days=rule.grace_days))
    visit, birth = given.rules.home_visit, given.ledger.birth
    if birth is None or _age(birth, due_on) < visit.from_age:
        return end, False
    return end.plus(visit.further_months), True


def _standing(
    rule: BenefitRule, due_on: date, until: Month, today: date
) -> CertificationStanding:
    """Judge a day: late means suspended from the month after the last paid one.

    Source: 人社厅发〔2018〕107号, payment stops the month after the term ends and
    is made up for when the person passes.
    """
    if Month.of(today) > until:
        return CertificationStanding.SUSPENDED
    if today > due_on - timedelta(days=rule.reminder_days):
        return CertificationStanding.DUE
    return CertificationStanding.VALID


def _open_facts(
    rules: Rulebook, ledger: Ledger, passes: list[PassRow]
) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                str(row.fact)
                for row in ledger.facts
                if fact_standing(rules, ledger, row, passes).is_open
            }
        )
    )


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def last_day(month: Month) -> date:
    """Give the last day of a month."""
    return date(
        month.year, month.month, calendar.monthrange(month.year, month.month)[1]
    )
