"""Death, prison, emigration: which statements hold, and which months they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backend.eligibility.ledger import (
    FactRow,
    Ledger,
    PassRow,
    RowReference,
)
from backend.eligibility.rule import ContraryEffect, ContraryRule, Rulebook
from backend.store.words import RulingEffect, StatedFact
from kiosk.domain.months import Month

__all__ = ["FactStanding", "Stop", "fact_standing", "stops"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Months in which nothing is paid because of a fact.

    Attributes:
        first: Month after the one it happened in; that one is still paid.
        last: Month in which it ended, still unpaid; none while it lasts.
    """

    rule: ContraryRule
    fact: RowReference
    happened_on: date
    first: Month
    last: Month | None

    def __contains__(self, month: object) -> bool:
        """Whether a month is taken."""
        return isinstance(month, Month) and month.is_within(self.first, self.last)

    def is_known_in(self, month: Month) -> bool:
        """Whether it lasts in a month, the one it happened in included."""
        return month.plus(1) >= self.first and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class FactStanding:
    """Whether a statement holds.

    Attributes:
        holds: It stops payment.
        is_open: A person has to decide: reported only, or contradicted.
        disputed_by: The strongest sign of life after it, if there is one.
        round: How often a person has decided about it so far.
    """

    holds: bool
    is_open: bool
    disputed_by: RowReference | None = None
    round: int = 0


def fact_standing(
    rules: Rulebook, ledger: Ledger, row: FactRow, passes: list[PassRow]
) -> FactStanding:
    """Judge one statement by its weight, by who decided, and by life after it.

    Payment is never stopped by a source that is weaker than a later sign of life,
    nor by a weak one alone; a person's decision stands above both, until a new
    sign of life asks for another one.
    """
    ruling = ledger.decided().get(row.reference)
    later = [each for each in passes if each.certified_on > row.happened_on]
    if row.fact is not StatedFact.DEATH:
        later = []
    if ruling is not None:
        fresh = [each for each in later if each.recorded_at > ruling.recorded_at]
        holds = ruling.effect is RulingEffect.CONFIRMED
        rounds = sum(each.about == row.reference for each in ledger.rulings)
        return FactStanding(holds, holds and bool(fresh), _strongest(fresh), rounds)
    sign = _strongest(later)
    strongest = max((each.weight for each in later), default=0.0)
    is_strong = row.weight >= rules.matching.stop
    holds = is_strong and row.weight > strongest
    return FactStanding(holds, not is_strong or bool(later), sign)


def stops(rules: Rulebook, ledger: Ledger, passes: list[PassRow]) -> Iterator[Stop]:
    """Give all stops, each with its end where there is one."""
    holding = [
        row for row in ledger.facts if fact_standing(rules, ledger, row, passes).holds
    ]
    for row in holding:
        rule = rules.contrary.get(row.fact)
        if rule is not None:
            yield _stop(rule, row, holding)


def _stop(rule: ContraryRule, row: FactRow, holding: list[FactRow]) -> Stop:
    ends = [
        other.happened_on
        for other in holding
        if rule.effect is ContraryEffect.INTERRUPTS
        and other.fact is rule.ended_by
        and other.happened_on >= row.happened_on
    ]
    return Stop(
        rule=rule,
        fact=row.reference,
        happened_on=row.happened_on,
        first=Month.of(row.happened_on).plus(1),
        last=Month.of(min(ends)) if ends else None,
    )


def _strongest(passes: list[PassRow]) -> RowReference | None:
    best = max(passes, key=lambda each: (each.weight, each.row), default=None)
    return None if best is None else best.reference
