"""What a retirement benefit statement (养老待遇核定表) states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kiosk.domain.facts.holder import Holder
from kiosk.domain.months import Month

__all__ = ["PensionAdjustment", "RetirementFacts"]


@dataclass(frozen=True, slots=True)
class PensionAdjustment:
    """A general rise of pensions, as it fell on one person, in fen a month."""

    month: Month
    added_cents: int


@dataclass(frozen=True, slots=True)
class RetirementFacts(Holder):
    """How a pension was reckoned when it was awarded (国发〔2005〕38号, 第六条).

    Attributes:
        paid_months: Months really paid (实际缴费).
        deemed_months: Months of work before the scheme that count as paid
            (视同缴费).
        average_index: Mean of base over the city's average wage, ten-thousandths.
        average_wage_cents: The city's average monthly wage of the year before.
        account_cents: The personal account on the day of the award.
        divisor: Months the account is spread over (计发月数), by age.
        base_pension_cents, account_pension_cents, transitional_cents: The parts
            of the monthly pension as awarded.
        adjustments: Rises since then, oldest first.
    """

    birth_date: date = field(repr=False)
    awarded_on: date
    first_month: Month
    paid_months: int
    deemed_months: int
    average_index: int
    average_wage_cents: int
    account_cents: int
    divisor: int
    base_pension_cents: int
    account_pension_cents: int
    transitional_cents: int
    adjustments: tuple[PensionAdjustment, ...]

    @property
    def index(self) -> Decimal:
        """The average index as forms write it, with four decimals."""
        return Decimal(self.average_index).scaleb(-4)

    @property
    def awarded_cents(self) -> int:
        """The monthly pension on the day of the award."""
        parts = self.base_pension_cents + self.account_pension_cents
        return parts + self.transitional_cents

    @property
    def today_cents(self) -> int:
        """The monthly pension with all rises."""
        return self.awarded_cents + sum(each.added_cents for each in self.adjustments)
