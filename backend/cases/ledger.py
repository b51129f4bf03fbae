"""Booking what a case does: rows are added, and their keys kept to undo them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from backend.store.business import (
    BenefitEvent,
    CardEvent,
    DeclaredBase,
    EmployerFact,
    LateFee,
    MoneyOrder,
    PersonFact,
)
from backend.store.insurance import Contribution, EnrolmentChange
from backend.store.schema import Row
from backend.store.tables import METADATA
from backend.store.words import BenefitStep, CardStep, OrderState, PaymentType
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = ["Ledger"]


@dataclass(slots=True)
class Ledger:
    """Books for one case; every key goes to `booked`, in the order of booking."""

    session: Session
    case_id: str
    now: datetime
    booked: list[list[Any]] = field(default_factory=list)

    def enrolment(
        self,
        number: int,
        kind: InsuranceKind,
        month: Month,
        status: EnrolmentStatus,
        employer: int | None,
    ) -> None:
        """Change somebody's enrolment in a kind from a month on."""
        key = {"personal_number": number, "kind": kind}
        values = {"month": month, "status": status, "employer_number": employer}
        self._book("enrolment", EnrolmentChange, "change", key, values)

    def contribution(  # noqa: PLR0913 - a booking's own columns
        self,
        number: int,
        kind: InsuranceKind,
        period: Month,
        *,
        payment: PaymentType,
        employer: int | None,
        amounts: tuple[int, int, int],
        arrived: Any = None,  # noqa: ANN401 - a day or none
    ) -> int:
        """Book a month; amounts are base, employer's and person's share in fen."""
        key = {"personal_number": number, "kind": kind, "period": period}
        base, employer_cents, person_cents = amounts
        values = {
            "payment_type": payment,
            "employer_number": employer,
            "base_cents": base,
            "employer_cents": employer_cents,
            "person_cents": person_cents,
            "arrived_on": arrived,
        }
        return self._book("contribution", Contribution, "entry", key, values, first=0)

    def late_fee(  # noqa: PLR0913 - a fee's own columns
        self,
        employer: int,
        number: int,
        *,
        kind: InsuranceKind,
        period: Month,
        owed_cents: int,
        days: int,
        fee_cents: int,
    ) -> None:
        """Book a late fee on one month of one kind."""
        key = {
            "employer_number": employer,
            "personal_number": number,
            "kind": kind,
            "period": period,
        }
        values = {
            "owed_cents": owed_cents,
            "days": days,
            "fee_cents": fee_cents,
            "case_id": self.case_id,
        }
        self._book("fee", LateFee, "entry", key, values)

    def known_before(self, kind: str, number: int, topic: str, value: str) -> None:
        """Keep what a record said before its first change; this is never undone.

        Args:
            kind: ``person-fact`` or ``employer-fact``.
            number: Whose record.
            topic: What is about to change.
            value: What the record says until now.
        """
        is_persons = kind == "person-fact"
        table = PersonFact if is_persons else EmployerFact
        if self.session.get(table, (number, topic, 1)) is not None:
            return
        if is_persons:
            self.person_fact(number, topic, value)
        else:
            self.employer_fact(number, topic, value)
        self.booked.pop()

    def person_fact(self, number: int, topic: str, value: str) -> None:
        """Tell something new about a person."""
        key = {"personal_number": number, "topic": topic}
        values = {"value": value, **self._noted()}
        self._book("person-fact", PersonFact, "sequence", key, values)

    def employer_fact(self, employer: int, topic: str, value: str) -> None:
        """Tell something new about an employer."""
        key = {"employer_number": employer, "topic": topic}
        values = {"value": value, **self._noted()}
        self._book("employer-fact", EmployerFact, "sequence", key, values)

    def base(self, employer: int, number: int, year: int, wage_cents: int) -> None:
        """Declare somebody's wage for a year."""
        key = {"employer_number": employer, "personal_number": number, "year": year}
        values = {"wage_cents": wage_cents, "case_id": self.case_id}
        self._book("base", DeclaredBase, "sequence", key, values)

    def money(
        self,
        purpose: str,
        cents: int,
        account: str,
        *,
        person: int | None = None,
        employer: int | None = None,
    ) -> None:
        """Order money to be paid out once."""
        row = MoneyOrder(
            case_id=self.case_id,
            personal_number=person,
            employer_number=employer,
            purpose=purpose,
            amount_cents=cents,
            account=account,
            state=OrderState.OPEN,
        )
        self._add(row)
        self.booked.append(["order", row.order_id])

    def benefit_step(self, benefit: int, step: BenefitStep, month: Month) -> None:
        """Suspend, resume or end a benefit from a month on."""
        values = {"step": step, "month": month, **self._noted()}
        key = {"benefit_number": benefit}
        self._book("benefit-event", BenefitEvent, "sequence", key, values)

    def card(
        self, number: int, code: str | None, step: CardStep, card_number: str = ""
    ) -> None:
        """Note what was done to a card."""
        row = CardEvent(
            personal_number=number,
            identification_code=code,
            card_number=card_number,
            step=step,
            **self._noted(),
        )
        self._add(row)
        self.booked.append(["card", row.event_id])

    def many(
        self,
        table: type[Row],
        rows: Sequence[Mapping[str, Any]],
        keys: Iterable[list[Any]],
    ) -> None:
        """Add many rows at once, as a batch does; their keys come ready."""
        if rows:
            insertion = insert(METADATA.tables[table.__tablename__])
            self.session.execute(insertion, list(rows))
        self.booked.extend(keys)

    def _book(  # noqa: PLR0913 - what is booked, where, and as which
        self,
        word: str,
        table: type[Row],
        counter: str,
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        first: int = 1,
    ) -> int:
        """Add the next row under a key, counted up from the first; gives its place."""
        columns = METADATA.tables[table.__tablename__].columns
        same = [columns[name] == value for name, value in key.items()]
        last = self.session.scalar(select(func.max(columns[counter])).where(*same))
        place = first if last is None else int(last) + 1
        self._add(table(**key, **{counter: place}, **values))
        self.booked.append([word, *map(_plain, key.values()), place])
        return place

    def _add(self, row: Row) -> None:
        self.session.add(row)
        self.session.flush()

    def _noted(self) -> dict[str, Any]:
        return {"noted_at": self.now, "case_id": self.case_id}


def _plain(value: Any) -> int | str:  # noqa: ANN401 - a key's value
    return value if isinstance(value, int) else str(value)
