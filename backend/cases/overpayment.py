"""Months paid twice or too long, and whose money it is.

A month and kind counts once: where two payers' money arrived, the later payer's is
too much, but for injury insurance, which every employer of somebody who works for
several owes (实施《社会保险法》若干规定 art. 9). What
arrived for months in which the pension was drawn already is too much in all
(社会保险经办条例 art. 22; 人社部规〔2016〕5号 art. 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.standing import bookings_of
from backend.store.insurance import Benefit, Contribution
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month

__all__ = ["Overpaid", "overpaid_in"]

_PENSION = "basic-pension"
_Payer = int | None


@dataclass(frozen=True, slots=True)
class Overpaid:
    """What one payer paid too much for one month of one kind, in fen."""

    kind: InsuranceKind
    period: Month
    employer_number: int | None
    employer_cents: int
    person_cents: int


def overpaid_in(
    session: Session,
    number: int,
    kinds: Iterable[InsuranceKind],
    months: tuple[Month, ...],
) -> list[Overpaid]:
    """Give what was paid too much for somebody in some months, oldest first."""
    if not months:
        return []
    rows = bookings_of(session, number, kinds, months[0], months[-1])
    by_month: dict[tuple[Month, InsuranceKind], list[Contribution]] = {}
    for row in rows:
        if row.arrived_on is not None:
            by_month.setdefault((row.period, row.kind), []).append(row)
    pension = _pension_from(session, number)
    return [
        each
        for (period, kind), bookings in by_month.items()
        for each in _of_month(period, kind, bookings, pension)
    ]


def _of_month(
    period: Month,
    kind: InsuranceKind,
    bookings: list[Contribution],
    pension: Month | None,
) -> Iterator[Overpaid]:
    payers: dict[_Payer, tuple[int, int]] = {}
    for row in bookings:
        employer, person = payers.get(row.employer_number, (0, 0))
        payers[row.employer_number] = (
            employer + row.employer_cents,
            person + row.person_cents,
        )
    living = [(payer, sums) for payer, sums in payers.items() if sum(sums) > 0]
    is_retired = pension is not None and kind is InsuranceKind.PENSION
    too_late = is_retired and pension is not None and period >= pension
    # Each of several employers insures against injury for itself.
    is_once = kind is not InsuranceKind.INJURY
    extra = living[1:] if is_once else []
    for payer, (employer, person) in living if too_late else extra:
        yield Overpaid(kind, period, payer, employer, person)


def _pension_from(session: Session, number: int) -> Month | None:
    return session.scalar(
        select(Benefit.first_month).where(
            Benefit.personal_number == number, Benefit.benefit == _PENSION
        )
    )
