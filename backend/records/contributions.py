"""Months as they were booked for a person, corrections summed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend.store.insurance import Contribution, Employer
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.months import Month

__all__ = ["FIRST_MONTH", "contribution_months", "payer_name"]

FIRST_MONTH = Month(1949, 1)
"""No month is older."""
_RESIDENT_KINDS = (InsuranceKind.RESIDENT_PENSION, InsuranceKind.RESIDENT_MEDICAL)

_COLUMNS = (
    Contribution.period,
    Contribution.kind,
    Contribution.employer_number,
    Contribution.base_cents,
    Contribution.employer_cents,
    Contribution.person_cents,
    Contribution.arrived_on,
    Employer.name.label("employer"),
)
"""Columns alone: a life has a thousand bookings, and objects of them take long."""

_MONTH = Contribution.period.type
_BOOKED = (
    select(*_COLUMNS)
    .select_from(Contribution)
    .outerjoin(Employer)
    .where(
        Contribution.personal_number == bindparam("of_person"),
        Contribution.period >= bindparam("first", type_=_MONTH),
        Contribution.period <= bindparam("last", type_=_MONTH),
    )
    .order_by(Contribution.period.desc(), Contribution.kind, Contribution.entry)
)
"""Put together once: that takes longer than to run it."""

_Row = tuple[Month, InsuranceKind, int | None, int, int, int, date | None, str | None]
_PAYER: Final = 2
_KIND_AND_PERIOD = itemgetter(1, 0)


class _Booking(NamedTuple):
    period: Month
    kind: InsuranceKind
    employer_number: int | None
    base_cents: int
    employer_cents: int
    person_cents: int
    arrived_on: date | None
    employer: str | None


def contribution_months(  # noqa: PLR0913 - a span, a day and a way of counting
    session: Session,
    number: int,
    today: date,
    first: Month = FIRST_MONTH,
    last: Month | None = None,
    *,
    by_payer: bool = False,
) -> tuple[ContributionMonth, ...]:
    """Give the months that were booked, newest first, then by kind.

    Args:
        session: Reads the records.
        number: 个人编号.
        today: Only money that arrived by then counts as arrived.
        first: First month wanted.
        last: Last month wanted; today's, where none is given.
        by_payer: Tell months apart by who paid; else one kind has one line a month,
            under the first payer's name.
    """
    span = {"of_person": number, "first": first, "last": last or Month.of(today)}
    lines = groupby(session.execute(_BOOKED, span), _KIND_AND_PERIOD)
    return tuple(
        _month(bookings, today)
        for _, same in lines
        for bookings in (_of_each_payer(same) if by_payer else (list(same),))
    )


def payer_name(kind: InsuranceKind, employer: str | None) -> str:
    """Name who pays as a certificate prints it, employer or none."""
    if employer is not None:
        return employer
    return "城乡居民" if kind in _RESIDENT_KINDS else "灵活就业人员"


def _of_each_payer(bookings: Iterable[_Row]) -> Iterable[list[_Row]]:
    by_payer: dict[int | None, list[_Row]] = {}
    for each in bookings:
        by_payer.setdefault(each[_PAYER], []).append(each)
    return by_payer.values()


def _month(rows: Sequence[_Row], today: date) -> ContributionMonth:
    """Sum the bookings of one month up; nearly every month has one alone."""
    if len(rows) == 1:
        period, kind, _, base, employer, person, arrived_on, name = rows[0]
        is_arrived = arrived_on is not None and arrived_on <= today
        return ContributionMonth(
            period,
            kind,
            payer_name(kind, name),
            base,
            employer,
            person,
            is_arrived and employer + person > 0,
        )
    return _summed([_Booking(*row) for row in rows], today)


def _summed(bookings: Sequence[_Booking], today: date) -> ContributionMonth:
    first = bookings[0]
    arrived = [
        booking.employer_cents + booking.person_cents
        for booking in bookings
        if booking.arrived_on is not None and booking.arrived_on <= today
    ]
    return ContributionMonth(
        period=first.period,
        kind=first.kind,
        employer=payer_name(first.kind, first.employer),
        base_cents=max(booking.base_cents for booking in bookings),
        employer_cents=sum(booking.employer_cents for booking in bookings),
        person_cents=sum(booking.person_cents for booking in bookings),
        is_arrived=sum(arrived) > 0,
    )
