"""The certification ledger of one person as values: passes, facts and rulings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from backend.eligibility.rule import FlaggedPass, MatchingRule, Rulebook
from backend.store.words import RulingEffect, StatedFact
from kiosk.domain.months import Month

__all__ = [
    "Entitlement",
    "FactRow",
    "Ledger",
    "PassRow",
    "Pause",
    "RowKind",
    "RowReference",
    "RulingRow",
    "Span",
]

_CERTAIN = 1.0


class RowKind(StrEnum):
    """Which table of the ledger a row is in."""

    PASS = "pass"  # noqa: S105 - no password
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class RowReference:
    """A row of the ledger, for rulings and explanations."""

    kind: RowKind
    row: int

    def __str__(self) -> str:
        """Name the row, e.g. ``pass-17``."""
        return f"{self.kind}-{self.row}"


@dataclass(frozen=True, slots=True)
class PassRow:
    """One certification.

    Attributes:
        weight: How far it is believed; 1 for face, staff and document.
        source: Data source, empty for people and terminals.
        is_provisional: A person still has to look; the rules say whether it counts
            before.
    """

    row: int
    certified_on: date
    recorded_at: datetime
    weight: float = _CERTAIN
    source: str = ""
    is_provisional: bool = False

    @property
    def reference(self) -> RowReference:
        """Name of the row."""
        return RowReference(RowKind.PASS, self.row)


@dataclass(frozen=True, slots=True)
class FactRow:
    """One statement of death, prison, emigration or of their end."""

    row: int
    fact: StatedFact
    happened_on: date
    recorded_at: datetime
    weight: float

    @property
    def reference(self) -> RowReference:
        """Name of the row."""
        return RowReference(RowKind.FACT, self.row)


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A person's decision about a row; the last one of a row counts."""

    row: int
    about: RowReference
    effect: RulingEffect
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Months in which one amount is drawn; without an end when ``last`` is none."""

    first: Month
    last: Month | None
    monthly_cents: int

    def __contains__(self, month: object) -> bool:
        """Whether the amount is drawn in a month."""
        return isinstance(month, Month) and month.is_within(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Pause:
    """Months that a case suspended; whoever resumes orders the money for them."""

    first: Month
    last: Month | None

    def __contains__(self, month: object) -> bool:
        """Whether a month is suspended."""
        return isinstance(month, Month) and month.is_within(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """All a person draws, or drew, of one kind of benefit.

    Attributes:
        pauses: Of them nothing is paid with a file, neither then nor later.
    """

    benefit: str
    spans: tuple[Span, ...]
    pauses: tuple[Pause, ...] = ()

    @property
    def first_month(self) -> Month:
        """First month ever drawn."""
        return min(span.first for span in self.spans)

    def granted_in(self, month: Month) -> Month:
        """Give the first month of the unbroken run a month is in, or comes after.

        An adjusted amount goes on with the grant there was; a benefit that had
        ended was granted anew, which is a proof of its own.
        """
        granted, end = self.first_month, self.first_month
        for span in sorted(self.spans, key=lambda each: each.first):
            if span.first > month:
                break
            if span.first.months_since(end) > 1:
                granted = span.first
            if span.last is None:
                break
            end = max(end, span.last)
        return granted

    def is_paused(self, month: Month) -> bool:
        """Whether a case has suspended a month."""
        return any(month in pause for pause in self.pauses)

    def cents(self, month: Month) -> int:
        """Give what is due in a month, never less than nothing."""
        return sum(max(0, s.monthly_cents) for s in self.spans if month in s)

    def is_drawn(self, month: Month) -> bool:
        """Whether the benefit runs in a month at all."""
        return any(month in span for span in self.spans)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All rows about one person; their order means nothing."""

    passes: tuple[PassRow, ...] = ()
    facts: tuple[FactRow, ...] = ()
    rulings: tuple[RulingRow, ...] = ()
    birth: date | None = field(default=None, repr=False)

    def known_at(self, moment: datetime) -> Ledger:
        """Leave out whatever was recorded later."""
        return Ledger(
            tuple(row for row in self.passes if row.recorded_at <= moment),
            tuple(row for row in self.facts if row.recorded_at <= moment),
            tuple(row for row in self.rulings if row.recorded_at <= moment),
            self.birth,
        )

    def recorded_at(self) -> list[datetime]:
        """Give the moments at which knowledge changed, in order."""
        passes = {row.recorded_at for row in self.passes}
        facts = {row.recorded_at for row in self.facts}
        return sorted(passes | facts | {row.recorded_at for row in self.rulings})

    def decided(self) -> Mapping[RowReference, RulingRow]:
        """Give the last ruling about each row that has one."""
        inorder = sorted(self.rulings, key=lambda each: (each.recorded_at, each.row))
        return {ruling.about: ruling for ruling in inorder}

    def counting(self, rules: Rulebook) -> Iterator[PassRow]:
        """Give the passes that count: not withdrawn, not weak, not waiting.

        Several weak ones of different sources within some days count as one made
        on the earliest of these days, when together they are strong enough.
        """
        decided, matching = self.decided(), rules.matching
        waiting = set(self.waiting(rules))
        alive = [
            row
            for row in self.passes
            if row not in waiting and not _withdrawn(decided, row.reference)
        ]
        weak: list[PassRow] = []
        for row in alive:
            if row.weight >= matching.passing or row.reference in decided:
                yield row
            else:
                weak.append(row)
        yield from _together(weak, matching)

    def waiting(self, rules: Rulebook) -> tuple[PassRow, ...]:
        """Give the passes that do not count before a person has confirmed them."""
        if rules.review.flagged_pass is FlaggedPass.COUNTS:
            return ()
        decided = self.decided()
        return tuple(
            row
            for row in self.passes
            if row.is_provisional and row.reference not in decided
        )

    def is_open(self, row: PassRow) -> bool:
        """Whether a pass still waits for a person's decision."""
        return row.is_provisional and row.reference not in self.decided()


def _withdrawn(
    decided: Mapping[RowReference, RulingRow], reference: RowReference
) -> bool:
    ruling = decided.get(reference)
    return ruling is not None and ruling.effect is RulingEffect.WITHDRAWN


def _together(weak: list[PassRow], matching: MatchingRule) -> Iterator[PassRow]:
    """Add up weak rows: the chance that all are wrong must be small enough."""
    weak.sort(key=lambda row: (row.certified_on, row.row))
    start = 0
    for end, row in enumerate(weak):
        first_day = row.certified_on - timedelta(days=matching.together_days)
        while weak[start].certified_on < first_day:
            start += 1
        best: dict[str, float] = {}
        for near in weak[start : end + 1]:
            best[near.source] = max(near.weight, best.get(near.source, 0.0))
        doubt = 1.0
        for weight in best.values():
            doubt *= 1.0 - weight
        if len(best) > 1 and 1.0 - doubt >= matching.passing:
            yield weak[start]
