"""Batches of staff and bases: every row is checked first, then all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import func, select

from backend.cases.matter import BatchBroken, Matter, RuleBroken
from backend.cases.roll import Member, roll_of
from backend.cases.rule import causes
from backend.cases.sheet import Column, SheetBroken, read_rows
from backend.cases.staff import next_personal_number
from backend.cases.staff_file import ADDITION, BASES, REMOVAL, cell_field, parsed
from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Words
from backend.records.person import plain_name
from backend.store.business import DeclaredBase
from backend.store.cases import Attachment
from backend.store.insurance import EnrolmentChange
from backend.store.people import Person
from kiosk.domain.card import Sex
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.identifier import CitizenNumber
from kiosk.domain.months import Month

__all__: list[str] = []

_STAFF = "社会保险法 第五十八条"
_FIELD = "batch"
_FOR_EVER = {"211", "212"}
_TWICE = Words("同一文件中重复", "There twice in this file")
_OTHER_NAME = Words("姓名与记录不符", "The name does not fit the record")
_NOT_HERE = Words("此人不在本单位参保", "Not insured with this employer")
_ACTIVE = Words("所选险种正在参保", "Insured already in a kind chosen")
_CLOSED = Words("只能填本月或上月", "Only this month or the last")
_UNPAID = Words("该月尚未缴费", "The month is not paid yet")
_FUTURE_BIRTH = Words("出生日期在将来", "The birth date lies in the future")

_Row = dict[str, Any]
_Checked = tuple[int, _Row]


@causes("staff-batch", source=_STAFF)
def staff_batch(matter: Matter, change: str) -> Words:
    """Add or stop everybody in the file, or nobody.

    Raises:
        BatchBroken: every trouble, named ``batch.<row>.<column>``.
    """
    is_addition = change == "11"
    rows = _read(matter, ADDITION if is_addition else REMOVAL)
    roll = roll_of(matter, [row["person_number"] for _, row in rows])
    check = _addition_troubles if is_addition else _removal_troubles
    _refuse(
        trouble for number, row in rows for trouble in check(matter, number, row, roll)
    )
    if is_addition:
        _add(matter, rows, roll)
    else:
        _stop(matter, rows, roll)
    matter.result["rows"] = len(rows)
    return Words(f"已处理 {len(rows)} 人", f"{len(rows)} people were handled")


@causes("base-batch", source="社会保险法 第六十条")
def base_batch(matter: Matter) -> Words:
    """Declare every wage in the file, or none.

    Raises:
        BatchBroken: every trouble, named ``batch.<row>.<column>``.
    """
    rows = _read(matter, BASES)
    roll = roll_of(matter, [row["person_number"] for _, row in rows])
    _refuse(
        trouble
        for number, row in rows
        for trouble in _member_troubles(matter, number, row, roll)
    )
    year = matter.whole("year")
    wages = [
        (roll[row["person_number"]].personal_number, year, row["wage"])
        for _, row in rows
    ]
    _declare(matter, wages)
    matter.result["rows"] = len(rows)
    return Words(f"已申报 {len(rows)} 人", f"{len(rows)} wages were declared")


def _read(matter: Matter, columns: Sequence[Column]) -> list[_Checked]:
    """Read the file; a row wrong in shape is told before rules are asked."""
    kept = matter.session.get_one(Attachment, matter.text(_FIELD))
    try:
        lines = read_rows(kept.content, columns)
    except SheetBroken as broken:
        raise RuleBroken(broken.words, _FIELD) from broken
    troubles: list[FieldTrouble] = []
    rows: list[_Checked] = []
    for line in lines:
        values, wrong = parsed(line, columns)
        troubles += wrong
        rows.append((line.number, values))
    _refuse([*troubles, *_repeated(rows)])
    return rows


def _repeated(rows: Iterable[_Checked]) -> Iterator[FieldTrouble]:
    seen: set[str] = set()
    for number, row in rows:
        person = row.get("person_number")
        if person in seen:
            yield FieldTrouble(cell_field(number, "person_number"), _TWICE)
        if person:
            seen.add(person)


def _refuse(troubles: Iterable[FieldTrouble]) -> None:
    found = tuple(troubles)
    if found:
        raise BatchBroken(found)


def _addition_troubles(
    matter: Matter, number: int, row: _Row, roll: Mapping[str, Member]
) -> Iterator[FieldTrouble]:
    member = roll.get(row["person_number"])
    if member is None:
        citizen = CitizenNumber(row["person_number"])
        if citizen.birth_date > matter.today:
            yield FieldTrouble(cell_field(number, "person_number"), _FUTURE_BIRTH)
    else:
        if _differs(member, row):
            yield FieldTrouble(cell_field(number, "person_name"), _OTHER_NAME)
        if set(row["kinds"]) & set(member.paying):
            yield FieldTrouble(cell_field(number, "kinds"), _ACTIVE)
    if not _is_open(matter, row["first_month"]):
        yield FieldTrouble(cell_field(number, "first_month"), _CLOSED)


def _removal_troubles(
    matter: Matter, number: int, row: _Row, roll: Mapping[str, Member]
) -> Iterator[FieldTrouble]:
    troubles = tuple(_member_troubles(matter, number, row, roll))
    yield from troubles
    if not _is_open(matter, row["last_month"]):
        yield FieldTrouble(cell_field(number, "last_month"), _CLOSED)
    elif not troubles:
        member = roll[row["person_number"]]
        if not set(_here(matter, member)) <= member.paid_in(row["last_month"]):
            yield FieldTrouble(cell_field(number, "last_month"), _UNPAID)


def _member_troubles(
    matter: Matter, number: int, row: _Row, roll: Mapping[str, Member]
) -> Iterator[FieldTrouble]:
    member = roll.get(row["person_number"])
    if member is None or not _here(matter, member):
        yield FieldTrouble(cell_field(number, "person_number"), _NOT_HERE)
    elif _differs(member, row):
        yield FieldTrouble(cell_field(number, "person_name"), _OTHER_NAME)


def _here(matter: Matter, member: Member) -> tuple[InsuranceKind, ...]:
    firm = matter.firm.employer_number
    return tuple(kind for kind, payer in member.paying.items() if payer == firm)


def _differs(member: Member, row: _Row) -> bool:
    return plain_name(member.name) != plain_name(row["person_name"])


def _is_open(matter: Matter, month: Month) -> bool:
    return 0 <= matter.this_month.months_since(month) <= 1


def _add(matter: Matter, rows: Sequence[_Checked], roll: Mapping[str, Member]) -> None:
    members = dict(roll) | _opened(matter, rows, roll)
    changes = [
        _change(matter, members[row["person_number"]], kind, row["first_month"])
        for _, row in rows
        for kind in row["kinds"]
    ]
    _book_changes(matter, changes)
    wages = [
        (
            members[row["person_number"]].personal_number,
            row["first_month"].year,
            row["wage"],
        )
        for _, row in rows
    ]
    _declare(matter, wages)


def _stop(matter: Matter, rows: Sequence[_Checked], roll: Mapping[str, Member]) -> None:
    changes = [
        _change(
            matter,
            roll[row["person_number"]],
            kind,
            row["last_month"].plus(1),
            EnrolmentStatus.ENDED
            if row["stop_reason"] in _FOR_EVER
            else EnrolmentStatus.PAUSED,
        )
        for _, row in rows
        for kind in _here(matter, roll[row["person_number"]])
    ]
    _book_changes(matter, changes)


def _opened(
    matter: Matter, rows: Sequence[_Checked], roll: Mapping[str, Member]
) -> dict[str, Member]:
    """Open a record for everybody the city does not know yet."""
    unknown = [row for _, row in rows if row["person_number"] not in roll]
    first = next_personal_number(matter.session)
    people = [
        {
            "personal_number": first + place,
            "citizen_number": row["person_number"],
            "name": row["person_name"],
            "sex": Sex.MALE if citizen.is_male else Sex.FEMALE,
            "birth_date": citizen.birth_date,
        }
        for place, row in enumerate(unknown)
        for citizen in (CitizenNumber(row["person_number"]),)
    ]
    matter.ledger.many(
        Person, people, (["person", each["personal_number"]] for each in people)
    )
    return {
        cast("str", each["citizen_number"]): Member(
            cast("int", each["personal_number"]), cast("str", each["name"])
        )
        for each in people
    }


def _change(
    matter: Matter,
    member: Member,
    kind: InsuranceKind,
    month: Month,
    status: EnrolmentStatus = EnrolmentStatus.PAYING,
) -> _Row:
    return {
        "personal_number": member.personal_number,
        "kind": kind,
        "change": member.changes.get(kind, 0) + 1,
        "month": month,
        "status": status,
        "employer_number": matter.firm.employer_number,
    }


def _book_changes(matter: Matter, changes: Sequence[_Row]) -> None:
    matter.ledger.many(
        EnrolmentChange,
        changes,
        (
            ["enrolment", row["personal_number"], str(row["kind"]), row["change"]]
            for row in changes
        ),
    )


def _declare(matter: Matter, wages: Sequence[tuple[int, int, int]]) -> None:
    firm = matter.firm.employer_number
    last: dict[tuple[int, int], int] = {}
    numbers = iter([number for number, _, _ in wages])
    while chunk := list(islice(numbers, 5_000)):
        wanted = (
            select(
                DeclaredBase.personal_number,
                DeclaredBase.year,
                func.max(DeclaredBase.sequence).label("last"),
            )
            .where(
                DeclaredBase.employer_number == firm,
                DeclaredBase.personal_number.in_(chunk),
            )
            .group_by(DeclaredBase.personal_number, DeclaredBase.year)
        )
        for row in matter.session.execute(wanted):
            last[row.personal_number, row.year] = row.last
    rows = [
        {
            "employer_number": firm,
            "personal_number": number,
            "year": year,
            "sequence": last.get((number, year), 0) + 1,
            "wage_cents": cents,
            "case_id": matter.ledger.case_id,
        }
        for number, year, cents in wages
    ]
    matter.ledger.many(
        DeclaredBase,
        rows,
        (
            ["base", firm, row["personal_number"], row["year"], row["sequence"]]
            for row in rows
        ),
    )
