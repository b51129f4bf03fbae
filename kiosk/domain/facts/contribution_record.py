"""What a contribution record (参保缴费证明) states."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.certificate import WHOLE, PaperScope
from kiosk.domain.contribution import ContributionMonth
from kiosk.domain.facts.holder import Holder

__all__ = ["ContributionRecordFacts"]


@dataclass(frozen=True, slots=True)
class ContributionRecordFacts(Holder):
    """Every month booked for one person, or those of a span and some kinds.

    Attributes:
        scope: What was asked for.
        months: Each month, kind and payer once, corrections summed up, newest
            first.
    """

    months: tuple[ContributionMonth, ...]
    scope: PaperScope = WHOLE
