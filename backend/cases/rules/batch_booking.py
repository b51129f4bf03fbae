"""What a batch books once every row of it is sound: records, changes, wages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import func, select

from backend.cases.matter import Matter
from backend.cases.roll import Member
from backend.cases.staff import next_personal_number
from backend.store.business import DeclaredBase
from backend.store.insurance import EnrolmentChange
from backend.store.people import Person
from kiosk.domain.card import Sex
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.identifier import CitizenNumber
from kiosk.domain.months import Month

__all__ = ["Checked", "Row", "add", "declare", "here", "stop"]

_FOR_EVER = {"211", "212"}

Row = dict[str, Any]
"""A row's values by its columns' names."""

Checked = tuple[int, Row]
"""A row's number in the file, and the row."""


def here(matter: Matter, member: Member) -> tuple[InsuranceKind, ...]:
    """Tell the kinds that somebody pays through the employer who asks."""
    firm = matter.firm.employer_number
    return tuple(kind for kind, payer in member.paying.items() if payer == firm)


def add(matter: Matter, rows: Sequence[Checked], roll: Mapping[str, Member]) -> None:
    """Open records for whom the city does not know, enrol all, and keep their wages."""
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
    declare(matter, wages)


def stop(matter: Matter, rows: Sequence[Checked], roll: Mapping[str, Member]) -> None:
    """End or pause every kind that each pays through this employer."""
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
        for kind in here(matter, roll[row["person_number"]])
    ]
    _book_changes(matter, changes)


def _opened(
    matter: Matter, rows: Sequence[Checked], roll: Mapping[str, Member]
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
) -> Row:
    return {
        "personal_number": member.personal_number,
        "kind": kind,
        "change": member.changes.get(kind, 0) + 1,
        "month": month,
        "status": status,
        "employer_number": matter.firm.employer_number,
    }


def _book_changes(matter: Matter, changes: Sequence[Row]) -> None:
    matter.ledger.many(
        EnrolmentChange,
        changes,
        (
            ["enrolment", row["personal_number"], str(row["kind"]), row["change"]]
            for row in changes
        ),
    )


def declare(matter: Matter, wages: Sequence[tuple[int, int, int]]) -> None:
    """Keep wages: personal number, year and fen a month, each behind those before."""
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
