"""What a transfer voucher (参保缴费凭证) states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.facts.holder import Holder
from kiosk.domain.months import Month

__all__ = ["TransferFacts", "TransferYear"]


@dataclass(frozen=True, slots=True)
class TransferYear:
    """One calendar year of the pension insurance, in fen.

    Attributes:
        base_cents: Sum of the monthly contribution bases.
        credited_cents: The person's own shares.
        interest_cents: What the account earned in the year.
    """

    year: int
    first_month: Month
    last_month: Month
    months: int
    base_cents: int
    credited_cents: int
    interest_cents: int


@dataclass(frozen=True, slots=True)
class TransferFacts(Holder):
    """What goes along when a pension relation moves to another place.

    Attributes:
        years: From the first year with months to the day of the data, oldest
            first; a year without months still earns interest.
        fund_cents: 12 % of the bases since 1998, which the fund hands over
            (国办发〔2009〕66号, 第四条).
    """

    birth_date: date = field(repr=False)
    first_month: Month
    last_month: Month
    years: tuple[TransferYear, ...]
    fund_cents: int

    @property
    def months(self) -> int:
        """Months that were paid here."""
        return sum(year.months for year in self.years)

    @property
    def account_cents(self) -> int:
        """Principal and interest of the personal account."""
        return sum(year.credited_cents + year.interest_cents for year in self.years)
