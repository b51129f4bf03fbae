"""What a certificate of no enrolment (未参保证明) states."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.facts.holder import Holder

__all__ = ["NoEnrolmentFacts"]


@dataclass(frozen=True, slots=True)
class NoEnrolmentFacts(Holder):
    """That nothing was found.

    Attributes:
        kinds: What was searched for; nothing was found of any.
    """

    kinds: tuple[InsuranceKind, ...]
