"""Assessing an employer's month: every employee's kinds on the base declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from backend.cases.charge import charge, rate_of
from backend.cases.matter import Matter
from backend.cases.parameter import figure
from backend.cases.staff import StaffLine, declared_wages, staff_of
from backend.store.insurance import Contribution, EnrolmentChange, Rate
from backend.store.words import PaymentType
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.money import round_fen
from kiosk.domain.months import Month

__all__ = ["Assessed", "assess_employer_month"]

_Place = tuple[int, InsuranceKind]


@dataclass(frozen=True, slots=True)
class Assessed:
    """How many people were assessed, and what is due for them in fen."""

    people: int
    due_cents: int


def assess_employer_month(matter: Matter, firm: int, month: Month) -> Assessed:
    """Book as owed what is not booked yet, by the wages declared for the year.

    Whose wage was not declared is taken at last month's base times 1.10
    (社会保险法 art. 62); without one, too, at the floor.
    """
    staff = staff_of(matter.session, firm, month)
    wages = declared_wages(matter.session, firm, month.year)
    before = _bases(matter, firm, month.plus(-1))
    entries = _entries(matter, firm, month)
    rates = {
        kind: rate_of(matter.session, kind, month)
        for kind in {line.kind for line in staff}
    }
    rows = [
        _row(line, firm, month, rates[line.kind], wage)
        for line in staff
        if (line.personal_number, line.kind) not in entries
        for wage in (_wage(matter, line, wages, before),)
    ]
    matter.ledger.many(
        Contribution,
        rows,
        (
            ["contribution", row["personal_number"], str(row["kind"]), str(month), 0]
            for row in rows
        ),
    )
    due = sum(row["employer_cents"] + row["person_cents"] for row in rows)
    return Assessed(len({row["personal_number"] for row in rows}), due)


def _row(
    line: StaffLine, firm: int, month: Month, rate: Rate, wage: int
) -> dict[str, Any]:
    due = charge(rate, wage)
    return {
        "personal_number": line.personal_number,
        "kind": line.kind,
        "period": month,
        "entry": 0,
        "payment_type": PaymentType.REGULAR,
        "employer_number": firm,
        "base_cents": due.base_cents,
        "employer_cents": due.employer_cents,
        "person_cents": due.person_cents,
        "arrived_on": None,
    }


def _wage(
    matter: Matter,
    line: StaffLine,
    wages: Mapping[int, int],
    before: Mapping[_Place, int],
) -> int:
    declared = wages.get(line.personal_number)
    if declared is not None:
        return declared
    last = before.get((line.personal_number, line.kind), 0)
    return round_fen(Decimal(last) * figure("undeclared-base", matter.today))


def _bases(matter: Matter, firm: int, month: Month) -> dict[_Place, int]:
    wanted = (
        select(
            Contribution.personal_number,
            Contribution.kind,
            func.max(Contribution.base_cents),
        )
        .where(*_of_staff(firm, month), Contribution.employer_number == firm)
        .group_by(Contribution.personal_number, Contribution.kind)
    )
    return {
        (number, kind): base for number, kind, base in matter.session.execute(wanted)
    }


def _entries(matter: Matter, firm: int, month: Month) -> set[_Place]:
    """Give whose month is booked already, by this employer or another one."""
    wanted = select(Contribution.personal_number, Contribution.kind).where(
        *_of_staff(firm, month)
    )
    return {(number, kind) for number, kind in matter.session.execute(wanted)}


def _of_staff(firm: int, month: Month) -> tuple[ColumnElement[bool], ...]:
    staff = select(EnrolmentChange.personal_number).where(
        EnrolmentChange.employer_number == firm
    )
    return Contribution.personal_number.in_(staff), Contribution.period == month
