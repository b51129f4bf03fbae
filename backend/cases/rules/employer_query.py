"""What employers ask: staff, payments, arrears, late fees, the month's statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import func, select

from backend.cases.arrears import Owed, owed_of
from backend.cases.charge import due_day
from backend.cases.matter import Matter
from backend.cases.staff import staff_of
from backend.cases.table import KINDS, month_text, table
from backend.catalogue.item import Words
from backend.store.insurance import Contribution, EnrolmentChange
from backend.store.people import Person
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.identifier import mask_number
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["QUERIES", "collection_notice"]

_Table = dict[str, object]
_Sums = tuple[Month, InsuranceKind, int, int, int, int]
_MONTH, _KIND = Words("年月", "Month"), Words("险种", "Kind")
_PEOPLE, _DUE = Words("人数", "People"), Words("应缴（元）", "Due (yuan)")
_ARRIVED = Words("到账（元）", "Arrived (yuan)")


def collection_notice(matter: Matter) -> _Table:
    """Give what is due for a month, kind by kind, and until when."""
    month = matter.month("month")
    day = due_day(month).isoformat()
    return _statement(
        matter,
        month,
        month,
        Words(f"缴费通知单，缴款截止 {day}", f"Collection notice, to be paid by {day}"),
    )


def _payments(matter: Matter) -> _Table:
    first, last = matter.month("first_month"), matter.month("last_month")
    return _statement(matter, first, last, Words("缴费明细", "Payments"))


def _monthly_statement(matter: Matter) -> _Table:
    month = matter.month("month")
    title = Words("月度对账单", "Monthly statement")
    return _statement(matter, month, month, title)


def _statement(matter: Matter, first: Month, last: Month, title: Words) -> _Table:
    firm = matter.firm.employer_number
    staff = select(EnrolmentChange.personal_number).where(
        EnrolmentChange.employer_number == firm
    )
    cents = Contribution.employer_cents + Contribution.person_cents
    arrived = func.sum(cents).filter(Contribution.arrived_on.is_not(None))
    wanted = (
        select(
            Contribution.period,
            Contribution.kind,
            func.count(Contribution.personal_number.distinct()),
            func.sum(Contribution.employer_cents),
            func.sum(Contribution.person_cents),
            func.coalesce(arrived, 0),
        )
        .where(
            Contribution.personal_number.in_(staff),
            Contribution.employer_number == firm,
            Contribution.period >= first,
            Contribution.period <= last,
        )
        .group_by(Contribution.period, Contribution.kind)
        .order_by(Contribution.period, Contribution.kind)
    )
    return table(
        title,
        (
            _MONTH,
            _KIND,
            _PEOPLE,
            Words("单位（元）", "Employer (yuan)"),
            Words("个人（元）", "Staff (yuan)"),
            _ARRIVED,
        ),
        (
            (
                month_text(period),
                KINDS[kind],
                str(people),
                format_yuan(int(own)),
                format_yuan(int(theirs)),
                format_yuan(int(came)),
            )
            for period, kind, people, own, theirs, came in matter.session.execute(
                wanted
            )
        ),
    )


def _staff(matter: Matter) -> _Table:
    month = matter.month("month") if matter.has("month") else matter.this_month
    kinds: dict[int, list[InsuranceKind]] = {}
    for line in staff_of(matter.session, matter.firm.employer_number, month):
        kinds.setdefault(line.personal_number, []).append(line.kind)
    people = _people(matter, list(kinds))
    return table(
        Words(f"{month_text(month)} 参保人员", f"Staff in {month_text(month)}"),
        (
            Words("个人编号", "Personal number"),
            Words("姓名", "Name"),
            Words("社会保障号码", "Citizen number"),
            Words("险种数", "Kinds"),
        ),
        (
            (str(number), *people[number], str(len(told)))
            for number, told in kinds.items()
        ),
    )


def _people(matter: Matter, numbers: list[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(numbers), 500):
        wanted = select(Person).where(
            Person.personal_number.in_(numbers[start : start + 500])
        )
        for person in matter.session.scalars(wanted):
            masked = mask_number(person.citizen_number)
            found[person.personal_number] = (person.name, masked)
    return found


def _arrears(matter: Matter) -> _Table:
    sums: dict[tuple[Month, InsuranceKind], list[Owed]] = {}
    for each in owed_of(matter.session, matter.firm.employer_number, matter.today):
        sums.setdefault((each.period, each.kind), []).append(each)
    return table(
        Words("欠费", "Arrears"),
        (_MONTH, _KIND, _PEOPLE, _DUE),
        (
            (
                month_text(period),
                KINDS[kind],
                str(len(owed)),
                format_yuan(sum(each.owed_cents for each in owed)),
            )
            for (period, kind), owed in sums.items()
        ),
    )


def _late_fees(matter: Matter) -> _Table:
    firm, today = matter.firm.employer_number, matter.today
    month = matter.month("month") if matter.has("month") else None
    return table(
        Words(f"滞纳金，计至 {today}", f"Late fees up to {today}"),
        (
            Words("个人编号", "Personal number"),
            _MONTH,
            _KIND,
            _DUE,
            Words("天数", "Days"),
            Words("滞纳金（元）", "Late fee (yuan)"),
        ),
        (
            (
                str(each.personal_number),
                month_text(each.period),
                KINDS[each.kind],
                format_yuan(each.owed_cents),
                str(each.days(today)),
                format_yuan(each.fee_cents(today)),
            )
            for each in owed_of(matter.session, firm, today, month)
        ),
    )


QUERIES: Mapping[str, Callable[[Matter], _Table]] = {
    "staff": _staff,
    "employer-payments": _payments,
    "arrears": _arrears,
    "late-fees": _late_fees,
    "monthly-statement": _monthly_statement,
}
"""Queries of employers by name."""
