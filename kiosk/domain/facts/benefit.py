"""What a benefit certificate (待遇领取证明) states."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.facts.holder import Holder
from kiosk.domain.months import Month

__all__ = ["BenefitFacts", "BenefitLine"]


@dataclass(frozen=True, slots=True)
class BenefitLine:
    """One benefit drawn each month, with its state on the day of the data.

    Attributes:
        benefit: Word of the register, e.g. ``basic-pension``.
        last_month: None while it goes on.
        monthly_cents: What one month brings, in fen.
        is_suspended: Payment rests, for want of a life certification or else.
    """

    benefit: str
    first_month: Month
    last_month: Month | None
    monthly_cents: int
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class BenefitFacts(Holder):
    """What one person draws from the funds each month."""

    benefits: tuple[BenefitLine, ...]
