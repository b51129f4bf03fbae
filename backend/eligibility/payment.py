"""What the payment system gets told: months paid, withheld, made up for, taken back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from backend.clock import CITY_ZONE
from backend.eligibility.ledger import Entitlement, Ledger
from backend.eligibility.reckoning import Reckoning, reckon
from backend.eligibility.rule import BenefitRule, Rulebook
from kiosk.domain.months import Month

__all__ = ["Arrears", "Payment", "PaymentKind", "arrears", "payments"]


class PaymentKind(StrEnum):
    """补退发 (AAE141); the regular payment of a month has no code there."""

    REGULAR = "0"
    BACK_PAY = "1"
    RECOVERY = "2"


@dataclass(frozen=True, slots=True)
class Payment:
    """One line for a payment file; the amount is whole fen and never negative.

    Attributes:
        for_month: Month the money is for.
        paid_with: Month whose payment file carries the line.
    """

    benefit: str
    for_month: Month
    paid_with: Month
    cents: int
    kind: PaymentKind


@dataclass(frozen=True, slots=True)
class Arrears:
    """Months of one benefit that were withheld and are not made up for yet.

    Attributes:
        awaits_pass: The person must pass first; else the next file pays them.
    """

    benefit: str
    months: tuple[Month, ...]
    cents: int
    awaits_pass: bool


def payments(
    rules: Rulebook, ledger: Ledger, entitlement: Entitlement, now: datetime
) -> Iterator[Payment]:
    """Give every line of every payment file so far, oldest first.

    Each file is made with what was recorded by its day. A month withheld then and
    payable by later knowledge is made up for; one paid wrongly is taken back.
    """
    paid: set[Month] = set()
    knowledge = _Knowledge(rules, ledger, entitlement)
    first, before = max(entitlement.first_month, rules.ledger_opens), None
    for file in first.until(_last_file(rules, now)):
        known = knowledge.at(_made_at(rules, file))
        # Without new knowledge no month behind can have changed.
        start = file if known is before else first
        before = known
        for month in start.until(file):
            payable = known.is_payable(month)
            if payable == (month in paid):
                continue
            kind = _kind(month, file, payable=payable)
            yield Payment(
                entitlement.benefit, month, file, entitlement.cents(month), kind
            )
            (paid.add if payable else paid.discard)(month)


def arrears(
    rules: Rulebook, ledger: Ledger, entitlement: Entitlement, now: datetime
) -> Arrears | None:
    """Give what is withheld at a moment; none when nothing is."""
    first = max(entitlement.first_month, rules.ledger_opens)
    last = _last_file(rules, now)
    paid: set[Month] = set()
    for line in payments(rules, ledger, entitlement, now):
        change = paid.discard if line.kind is PaymentKind.RECOVERY else paid.add
        change(line.for_month)
    known = _Knowledge(rules, ledger, entitlement).at(now)
    stops = known.stops
    missing = tuple(
        month
        for month in first.until(last)
        if month not in paid
        and entitlement.is_drawn(month)
        and not entitlement.is_paused(month)
        and not any(month in stop for stop in stops)
    )
    if not missing:
        return None
    cents = sum(entitlement.cents(month) for month in missing)
    waits = any(not known.is_payable(month) for month in missing)
    return Arrears(entitlement.benefit, missing, cents, waits)


class _Knowledge:
    """What was known of one benefit at a moment; worked out once for each change.

    A row of the ledger is a change, and so is another rule or another grant.
    """

    def __init__(
        self, rules: Rulebook, ledger: Ledger, entitlement: Entitlement
    ) -> None:
        self._rules = rules
        self._ledger = ledger
        self._entitlement = entitlement
        self._changes = ledger.recorded_at()
        self._seen: dict[tuple[int, BenefitRule | None, Month], Reckoning] = {}

    def at(self, moment: datetime) -> Reckoning:
        place = bisect_right(self._changes, moment)
        day = moment.astimezone(CITY_ZONE).date()
        # What is payable depends on the last proof, not on the day of asking.
        drawn, within = self._entitlement, _within(self._entitlement, day)
        rule = self._rules.rule(drawn.benefit, within)
        change = (place, rule, drawn.granted_in(Month.of(within)))
        known = self._seen.get(change)
        if known is None:
            ledger = self._ledger.known_at(moment)
            known = reckon(self._rules, ledger, [drawn], within)[0]
            self._seen[change] = known
        return known


def _within(entitlement: Entitlement, day: date) -> date:
    """Move a day into the months drawn, so that an ended benefit is worked out, too."""
    if entitlement.is_drawn(Month.of(day)):
        return day
    ended = [span.last for span in entitlement.spans if span.last is not None]
    past = [month for month in ended if month <= Month.of(day)]
    return max(past, default=entitlement.first_month).first_day()


def _kind(month: Month, file: Month, *, payable: bool) -> PaymentKind:
    if not payable:
        return PaymentKind.RECOVERY
    return PaymentKind.REGULAR if month == file else PaymentKind.BACK_PAY


def _made_at(rules: Rulebook, file: Month) -> datetime:
    day = date(file.year, file.month, rules.payment_day)
    return datetime.combine(day, time(0), CITY_ZONE)


def _last_file(rules: Rulebook, now: datetime) -> Month:
    month = Month.of(now.astimezone(CITY_ZONE).date())
    return month if now >= _made_at(rules, month) else month.plus(-1)
