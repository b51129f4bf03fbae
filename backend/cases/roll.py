"""Looking many people up at once: who they are, what they pay, what arrived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select

from backend.cases.matter import Matter
from backend.store.insurance import Contribution, EnrolmentChange
from backend.store.people import Person
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = ["Member", "roll_of"]

ValueType = TypeVar("ValueType", str, int)

_AT_ONCE = 5_000
"""Values in one question; databases take some thirty thousand."""


@dataclass(slots=True)
class Member:
    """One person as a batch needs them.

    Attributes:
        changes: Number of the last change of each kind.
        paying: Who pays each kind that is being paid; none for oneself.
        arrived: Kinds whose money arrived from the employer, by recent month.
    """

    personal_number: int
    name: str = field(repr=False)
    changes: dict[InsuranceKind, int] = field(default_factory=dict)
    paying: dict[InsuranceKind, int | None] = field(default_factory=dict)
    arrived: dict[Month, set[InsuranceKind]] = field(default_factory=dict)

    def paid_in(self, month: Month) -> set[InsuranceKind]:
        """Give the kinds that arrived for a month."""
        return self.arrived.get(month, set())


def roll_of(matter: Matter, citizen_numbers: Sequence[str]) -> dict[str, Member]:
    """Look everybody up by citizen number; who is unknown is left out."""
    roll: dict[str, Member] = {}
    for chunk in _chunks(citizen_numbers):
        wanted = select(
            Person.citizen_number, Person.personal_number, Person.name
        ).where(Person.citizen_number.in_(chunk))
        for row in matter.session.execute(wanted):
            roll[row.citizen_number] = Member(row.personal_number, row.name)
    members = {member.personal_number: member for member in roll.values()}
    for numbers in _chunks(sorted(members)):
        _read_changes(matter, numbers, members)
        _read_arrivals(matter, numbers, members)
    return roll


def _read_changes(
    matter: Matter, numbers: Sequence[int], members: dict[int, Member]
) -> None:
    wanted = (
        select(
            EnrolmentChange.personal_number,
            EnrolmentChange.kind,
            EnrolmentChange.change,
            EnrolmentChange.status,
            EnrolmentChange.employer_number,
        )
        .where(EnrolmentChange.personal_number.in_(numbers))
        .order_by(
            EnrolmentChange.personal_number,
            EnrolmentChange.kind,
            EnrolmentChange.change,
        )
    )
    for number, kind, change, status, employer in matter.session.execute(wanted):
        member = members[number]
        member.changes[kind] = change
        member.paying.pop(kind, None)
        if status is EnrolmentStatus.PAYING:
            member.paying[kind] = employer


def _read_arrivals(
    matter: Matter, numbers: Sequence[int], members: dict[int, Member]
) -> None:
    """Read the two months that are open."""
    kinds = list(InsuranceKind)
    wanted = select(
        Contribution.personal_number, Contribution.kind, Contribution.period
    ).where(
        Contribution.personal_number.in_(numbers),
        # With kind and period named, the primary key finds every row.
        Contribution.kind.in_(kinds),
        Contribution.period.in_([matter.this_month, matter.this_month.plus(-1)]),
        Contribution.employer_number == matter.firm.employer_number,
        Contribution.arrived_on.is_not(None),
    )
    for number, kind, period in matter.session.execute(wanted):
        members[number].arrived.setdefault(period, set()).add(kind)


def _chunks(values: Sequence[ValueType]) -> Iterator[list[ValueType]]:
    for start in range(0, len(values), _AT_ONCE):
        yield list(values[start : start + _AT_ONCE])
