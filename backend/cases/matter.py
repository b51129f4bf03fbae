"""What a rule sees of a case: who, which answers, which day, and the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.case import WHOLE
from backend.cases.ledger import Ledger
from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Door, Item, Words
from backend.records.person import plain_name
from backend.store.insurance import Employer
from backend.store.people import Person
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.identifier import CitizenNumber
from kiosk.domain.months import Month

__all__ = ["BatchBroken", "Matter", "RuleBroken", "row_of"]

RowType = TypeVar("RowType", Person, Employer)

_NOT_THE_NAME = Words("姓名与社会保障号码不符", "Name and number do not fit together")


class RuleBroken(Exception):
    """A rule does not hold for one field, for a reason its own words do not tell."""

    def __init__(self, words: Words, field: str = WHOLE) -> None:
        """Say what is wrong, and with which field."""
        super().__init__(words.en)
        self.words = words
        self.field = field


class BatchBroken(Exception):
    """Rows of a file are wrong; each trouble names its row and column."""

    def __init__(self, troubles: Sequence[FieldTrouble]) -> None:
        """Keep every trouble, in the order of the file."""
        super().__init__(f"{len(troubles)} troubles")
        self.troubles = tuple(troubles)


@dataclass(slots=True)
class Matter:
    """One case before the rules.

    Attributes:
        answers: Checked against the form already.
        person: Whom it is about: who acts, for items of individuals.
        employer: Whose business it is, for items of employers.
        applicant: Who acts.
        figures: What a reviewer set that no record tells, e.g. ``amount_cents``.
        result: What the effects found, told to the doors.
    """

    session: Session
    item: Item
    door: Door
    answers: Mapping[str, object]
    now: datetime
    person: Person | None
    employer: Employer | None
    applicant: Person | None
    ledger: Ledger
    figures: Mapping[str, int] = field(default_factory=dict)
    result: dict[str, object] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in the city."""
        return self.now.date()

    @property
    def this_month(self) -> Month:
        """The month of today."""
        return Month.of(self.today)

    @property
    def own(self) -> Person:
        """Who acts for oneself.

        Raises:
            RuleBroken: nobody was identified.
        """
        if self.person is None:
            raise RuleBroken(Words("请先核实身份", "Please identify yourself first"))
        return self.person

    @property
    def firm(self) -> Employer:
        """The employer acted for.

        Raises:
            RuleBroken: there is none yet.
        """
        if self.employer is None:
            raise RuleBroken(Words("没有单位", "There is no employer"))
        return self.employer

    @property
    def concerned(self) -> Person:
        """The member of staff the form names; else who acts for oneself.

        Raises:
            RuleBroken: nobody with that number, or under another name.
        """
        found = self.named("person_number", "person_name")
        if found is None and "person_number" in self.answers:
            raise RuleBroken(
                Words("没有此人的记录", "No such person on record"), "person_number"
            )
        return self.own if found is None else found

    def named(self, number_field: str, name_field: str = "") -> Person | None:
        """Find whom two fields name; none where the number is nobody's.

        Raises:
            RuleBroken: the number is there under another name.
        """
        number = self.answers.get(number_field)
        if not isinstance(number, str):
            return None
        wanted = CitizenNumber.parse(number).text
        found = self.session.scalar(
            select(Person).where(Person.citizen_number == wanted)
        )
        name = self.answers.get(name_field)
        if found and name and plain_name(str(name)) != plain_name(found.name):
            raise RuleBroken(_NOT_THE_NAME, name_field)
        return found

    def has(self, key: str) -> bool:
        """Tell whether a field was filled in."""
        return self.answers.get(key) is not None

    def text(self, key: str) -> str:
        """Give a field as text, without blanks around; empty when not filled in."""
        return str(self.answers.get(key) or "").strip()

    def whole(self, key: str) -> int:
        """Give a number; the form has checked that it is one."""
        value = self.answers[key]
        # To JSON Schema 1.0 is a whole number, too.
        return int(value) if isinstance(value, int | float) else int(str(value))

    def month(self, key: str) -> Month:
        """Give a month; the form has checked that it is one."""
        return Month.parse(str(self.answers[key]))

    def day(self, key: str) -> date:
        """Give a day; the form has checked that it is one."""
        return date.fromisoformat(str(self.answers[key]))

    def kinds(self) -> tuple[InsuranceKind, ...]:
        """Give the kinds chosen, in the order of their codes."""
        told = self.answers.get("kinds") or [self.answers.get("kind")]
        chosen = told if isinstance(told, list) else []
        return tuple(InsuranceKind(str(each)) for each in sorted(chosen) if each)

    def months(self) -> tuple[Month, ...]:
        """Give the months from ``first_month`` to ``last_month``, both included."""
        return tuple(self.month("first_month").until(self.month("last_month")))


def row_of(
    session: Session, table: type[RowType], number: int | None, *, is_held: bool
) -> RowType | None:
    """Give a person or employer; held, so that nobody else books for them meanwhile."""
    if number is None:
        return None
    return session.get(table, number, with_for_update=is_held or None)
