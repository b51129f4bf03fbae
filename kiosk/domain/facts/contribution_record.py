"""What a contribution record (参保缴费证明) states."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.contribution import ContributionMonth
from kiosk.domain.facts.holder import Holder

__all__ = ["ContributionRecordFacts"]


@dataclass(frozen=True, slots=True)
class ContributionRecordFacts(Holder):
    """Every month that was ever booked for one person.

    Attributes:
        months: Each month, kind and payer once, corrections summed up, newest
            first.
    """

    months: tuple[ContributionMonth, ...]
