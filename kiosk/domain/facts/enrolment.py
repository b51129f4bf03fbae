"""What an enrolment certificate (参保证明) states."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.contribution import ContributionMonth, Enrolment
from kiosk.domain.facts.holder import Holder

__all__ = ["EnrolmentFacts"]


@dataclass(frozen=True, slots=True)
class EnrolmentFacts(Holder):
    """For what one person is insured, and since when.

    Attributes:
        enrolments: One line for each kind of insurance ever joined.
        recent: The last twelve months, newest first.
    """

    enrolments: tuple[Enrolment, ...]
    recent: tuple[ContributionMonth, ...]
