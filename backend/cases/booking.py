"""Booking single months: what was missed, what differs, and the fee for being late."""

from __future__ import annotations

from collections.abc import Iterable

from backend.cases.charge import (
    Charge,
    charge,
    late_days,
    late_fee,
    own_charge,
    rate_of,
)
from backend.cases.matter import Matter
from backend.cases.standing import bookings_of, person_fact
from backend.store.insurance import Contribution
from backend.store.people import Person
from backend.store.words import PaymentType
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month

__all__ = [
    "book",
    "book_fee",
    "book_missed",
    "booked_by",
    "charge_of",
    "difference",
    "has_arrived",
    "is_arrived",
    "tier_of",
]

_USUAL_TIER = 60


def is_arrived(row: Contribution) -> bool:
    """Tell whether a booking's money has come."""
    return row.arrived_on is not None


def has_arrived(matter: Matter, person: Person, kinds: Iterable[InsuranceKind]) -> bool:
    """Tell whether any month chosen has arrived in any of the kinds."""
    months = matter.months()
    if not months:
        return False
    sums: dict[tuple[InsuranceKind, Month], int] = {}
    for row in bookings_of(
        matter.session, person.personal_number, kinds, months[0], months[-1]
    ):
        if is_arrived(row):
            place = (row.kind, row.period)
            cents = row.employer_cents + row.person_cents
            sums[place] = sums.get(place, 0) + cents
    return any(cents > 0 for cents in sums.values())


def charge_of(
    matter: Matter, person: Person, kind: InsuranceKind, month: Month
) -> Charge:
    """Reckon a missed month: by the wage for an employer, by the tier for oneself."""
    if matter.employer is not None:
        rate = rate_of(matter.session, kind, month)
        return charge(rate, matter.whole("wage"))
    return own_charge(matter.session, month, tier_of(matter, person))


def tier_of(matter: Matter, person: Person) -> int:
    """Give the tier of the form, else the one chosen last, else the usual one."""
    if matter.has("tier"):
        return matter.whole("tier")
    chosen = person_fact(matter.session, person.personal_number, "tier")
    return int(chosen) if chosen else _USUAL_TIER


def book(  # noqa: PLR0913 - a booking's own columns
    matter: Matter,
    person: Person,
    kind: InsuranceKind,
    period: Month,
    *,
    payment: PaymentType,
    due: Charge,
) -> None:
    """Book an amount as owed by the employer of the case, or by the person."""
    firm = matter.employer.employer_number if matter.employer else None
    matter.ledger.contribution(
        person.personal_number,
        kind,
        period,
        payment=payment,
        employer=firm,
        amounts=due.amounts(),
    )


def book_missed(
    matter: Matter, person: Person, kind: InsuranceKind, period: Month, due: Charge
) -> None:
    """Book a missed month; what was assessed for it and never came is taken off."""
    number = person.personal_number
    rows = bookings_of(matter.session, number, (kind,), period, period)
    open_rows = [row for row in rows if not is_arrived(row)]
    for payer in {row.employer_number for row in open_rows}:
        theirs = [row for row in open_rows if row.employer_number == payer]
        owed = sum(row.employer_cents for row in theirs)
        own = sum(row.person_cents for row in theirs)
        if owed or own:
            matter.ledger.contribution(
                number,
                kind,
                period,
                payment=PaymentType.ARREARS,
                employer=payer,
                amounts=(0, -owed, -own),
            )
    book(matter, person, kind, period, payment=PaymentType.BACK_PAYMENT, due=due)


def book_fee(
    matter: Matter, person: Person, kind: InsuranceKind, period: Month, due: Charge
) -> int:
    """Book the late fee up to today on an employer's amount; gives it in fen."""
    days = late_days(period, matter.today)
    fee = late_fee(due.total_cents, period, matter.today)
    if fee:
        matter.ledger.late_fee(
            matter.firm.employer_number,
            person.personal_number,
            kind=kind,
            period=period,
            owed_cents=due.total_cents,
            days=days,
            fee_cents=fee,
        )
    return fee


def booked_by(
    matter: Matter, person: Person, firm: int, months: tuple[Month, ...]
) -> dict[tuple[InsuranceKind, Month], Charge]:
    """Give what an employer has booked for somebody, summed by kind and month."""
    found: dict[tuple[InsuranceKind, Month], Charge] = {}
    rows = (
        bookings_of(
            matter.session, person.personal_number, InsuranceKind, months[0], months[-1]
        )
        if months
        else []
    )
    for row in rows:
        if row.employer_number == firm:
            before = found.get((row.kind, row.period), Charge(0, 0, 0))
            found[row.kind, row.period] = Charge(
                max(before.base_cents, row.base_cents),
                before.employer_cents + row.employer_cents,
                before.person_cents + row.person_cents,
            )
    return {place: sums for place, sums in found.items() if sums.total_cents > 0}


def difference(new: Charge, old: Charge) -> Charge:
    """Give what a month costs more (or less) than was booked, on the new base."""
    return Charge(
        new.base_cents,
        new.employer_cents - old.employer_cents,
        new.person_cents - old.person_cents,
    )
