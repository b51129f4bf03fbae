"""The rules of life certification as values: periods, stops, sources, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.store.words import StatedFact
from kiosk.domain.months import Month

__all__ = [
    "BenefitRule",
    "ContraryEffect",
    "ContraryRule",
    "FlaggedPass",
    "HomeVisitRule",
    "MatchingRule",
    "ReviewRule",
    "Rulebook",
    "SourceRule",
]


class ContraryEffect(StrEnum):
    """What a contrary fact does to a benefit from the month after it."""

    ENDS = "ends"
    INTERRUPTS = "interrupts"


@dataclass(frozen=True, slots=True)
class BenefitRule:
    """How often who draws one kind of benefit must prove to live.

    Attributes:
        valid_from: Passes made from this day on follow this rule.
        every_months: How long a pass is good; none: no certification at all.
        first_term_months: Months after the first one drawn in which the grant
            itself is the proof.
        reminder_days: How long before the last day the person is reminded.
        grace_days: How long after the last day payment still goes on; the rest
            of the month then begun is always paid.
        source: Law, regulation or notice.
    """

    id: str
    benefit: str
    title: str
    valid_from: date
    every_months: int | None
    first_term_months: int
    reminder_days: int
    grace_days: int
    source: str


@dataclass(frozen=True, slots=True)
class HomeVisitRule:
    """From an age on the office comes; payment goes on for some further months."""

    from_age: int
    further_months: int
    source: str


@dataclass(frozen=True, slots=True)
class ContraryRule:
    """What stops a benefit, and which later fact lifts the stop.

    Attributes:
        code: Reason of the change for the payment system (AAE160).
    """

    fact: StatedFact
    code: str
    effect: ContraryEffect
    ended_by: StatedFact | None
    source: str


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What one kind of data source may state and how far it is believed."""

    kind: str
    may_state: frozenset[StatedFact]
    weight: float


@dataclass(frozen=True, slots=True)
class MatchingRule:
    """How a source's line is matched to a person; confidences run from 0 to 1."""

    exact: float
    variant: float
    one_character: float
    part: float
    keep: float
    passing: float
    together_days: int
    stop: float
    variants: Mapping[int, str]


class FlaggedPass(StrEnum):
    """What a pass is worth whose signs of life are in doubt, until a person decided.

    Either way a ticket is open at the review desk, and nobody is turned away.
    """

    WAITS = "waits"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How long staff, and who appeals, have, and how long evidence is kept.

    Attributes:
        flagged_pass: Whether a pass counts before a person has looked at it.
    """

    decision_working_days: int
    appeal_days: int
    appeal_working_days: int
    evidence_months: int
    flagged_pass: FlaggedPass
    source: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of a city.

    Attributes:
        ledger_opens: Months before are settled by the predecessor system.
        payment_day: Day of the month on which the payment file is made.
    """

    ledger_opens: Month
    payment_day: int
    benefits: Mapping[str, tuple[BenefitRule, ...]]
    home_visit: HomeVisitRule
    contrary: Mapping[StatedFact, ContraryRule]
    sources: Mapping[str, SourceRule]
    matching: MatchingRule
    review: ReviewRule

    def rule(self, benefit: str, day: date) -> BenefitRule | None:
        """Give the rule in force on a day; the first one for days before it."""
        rules = self.benefits.get(benefit, ())
        past = [rule for rule in rules if rule.valid_from <= day]
        return past[-1] if past else next(iter(rules), None)
