"""Batches of staff and bases: every row is checked first, then all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backend.cases.matter import BatchBroken, Matter, RuleBroken
from backend.cases.roll import Member, roll_of
from backend.cases.rule import causes
from backend.cases.rules.batch_booking import Checked, Row, add, declare, here, stop
from backend.cases.sheet import Column, SheetBroken, read_rows
from backend.cases.staff_file import ADDITION, BASES, REMOVAL, cell_field, parsed
from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Words
from backend.records.person import plain_name
from backend.store.cases import Attachment
from kiosk.domain.identifier import CitizenNumber
from kiosk.domain.months import Month

__all__: list[str] = []

_STAFF = "社会保险法 第五十八条"
_FIELD = "batch"
_TWICE = Words("同一文件中重复", "There twice in this file")
_OTHER_NAME = Words("姓名与记录不符", "The name does not fit the record")
_NOT_HERE = Words("此人不在本单位参保", "Not insured with this employer")
_ACTIVE = Words("所选险种正在参保", "Insured already in a kind chosen")
_CLOSED = Words("只能填本月或上月", "Only this month or the last")
_UNPAID = Words("该月尚未缴费", "The month is not paid yet")
_FUTURE_BIRTH = Words("出生日期在将来", "The birth date lies in the future")


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
        add(matter, rows, roll)
    else:
        stop(matter, rows, roll)
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
    declare(matter, wages)
    matter.result["rows"] = len(rows)
    return Words(f"已申报 {len(rows)} 人", f"{len(rows)} wages were declared")


def _read(matter: Matter, columns: Sequence[Column]) -> list[Checked]:
    """Read the file; a row wrong in shape is told before rules are asked."""
    kept = matter.session.get_one(Attachment, matter.text(_FIELD))
    try:
        lines = read_rows(kept.content, columns)
    except SheetBroken as broken:
        raise RuleBroken(broken.words, _FIELD) from broken
    troubles: list[FieldTrouble] = []
    rows: list[Checked] = []
    for line in lines:
        values, wrong = parsed(line, columns)
        troubles += wrong
        rows.append((line.number, values))
    _refuse([*troubles, *_repeated(rows)])
    return rows


def _repeated(rows: Iterable[Checked]) -> Iterator[FieldTrouble]:
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
    matter: Matter, number: int, row: Row, roll: Mapping[str, Member]
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
    matter: Matter, number: int, row: Row, roll: Mapping[str, Member]
) -> Iterator[FieldTrouble]:
    troubles = tuple(_member_troubles(matter, number, row, roll))
    yield from troubles
    if not _is_open(matter, row["last_month"]):
        yield FieldTrouble(cell_field(number, "last_month"), _CLOSED)
    elif not troubles:
        member = roll[row["person_number"]]
        if not set(here(matter, member)) <= member.paid_in(row["last_month"]):
            yield FieldTrouble(cell_field(number, "last_month"), _UNPAID)


def _member_troubles(
    matter: Matter, number: int, row: Row, roll: Mapping[str, Member]
) -> Iterator[FieldTrouble]:
    member = roll.get(row["person_number"])
    if member is None or not here(matter, member):
        yield FieldTrouble(cell_field(number, "person_number"), _NOT_HERE)
    elif _differs(member, row):
        yield FieldTrouble(cell_field(number, "person_name"), _OTHER_NAME)


def _differs(member: Member, row: Row) -> bool:
    return plain_name(member.name) != plain_name(row["person_name"])


def _is_open(matter: Matter, month: Month) -> bool:
    return 0 <= matter.this_month.months_since(month) <= 1
