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
        last = self._last(
            EnrolmentChange.change,
            EnrolmentChange.personal_number == number,
            EnrolmentChange.kind == kind,
        )
        row = EnrolmentChange(
            personal_number=number,
            kind=kind,
            change=last + 1,
            month=month,
            status=status,
            employer_number=employer,
        )
        self._add(row, "enrolment", number, str(kind), last + 1)

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
        last = self._last(
            Contribution.entry,
            Contribution.personal_number == number,
            Contribution.kind == kind,
            Contribution.period == period,
            none=-1,
        )
        base, employer_cents, person_cents = amounts
        row = Contribution(
            personal_number=number,
            kind=kind,
            period=period,
            entry=last + 1,
            payment_type=payment,
            employer_number=employer,
            base_cents=base,
            employer_cents=employer_cents,
            person_cents=person_cents,
            arrived_on=arrived,
        )
        self._add(row, "contribution", number, str(kind), str(period), last + 1)
        return last + 1

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
        last = self._last(
            LateFee.entry,
            LateFee.employer_number == employer,
            LateFee.personal_number == number,
            LateFee.kind == kind,
            LateFee.period == period,
        )
        row = LateFee(
            employer_number=employer,
            personal_number=number,
            kind=kind,
            period=period,
            entry=last + 1,
            owed_cents=owed_cents,
            days=days,
            fee_cents=fee_cents,
            case_id=self.case_id,
        )
        self._add(row, "fee", employer, number, str(kind), str(period), last + 1)

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
        last = self._last(
            PersonFact.sequence,
            PersonFact.personal_number == number,
            PersonFact.topic == topic,
        )
        row = PersonFact(
            personal_number=number,
            topic=topic,
            sequence=last + 1,
            value=value,
            noted_at=self.now,
            case_id=self.case_id,
        )
        self._add(row, "person-fact", number, topic, last + 1)

    def employer_fact(self, employer: int, topic: str, value: str) -> None:
        """Tell something new about an employer."""
        last = self._last(
            EmployerFact.sequence,
            EmployerFact.employer_number == employer,
            EmployerFact.topic == topic,
        )
        row = EmployerFact(
            employer_number=employer,
            topic=topic,
            sequence=last + 1,
            value=value,
            noted_at=self.now,
            case_id=self.case_id,
        )
        self._add(row, "employer-fact", employer, topic, last + 1)

    def base(self, employer: int, number: int, year: int, wage_cents: int) -> None:
        """Declare somebody's wage for a year."""
        last = self._last(
            DeclaredBase.sequence,
            DeclaredBase.employer_number == employer,
            DeclaredBase.personal_number == number,
            DeclaredBase.year == year,
        )
        row = DeclaredBase(
            employer_number=employer,
            personal_number=number,
            year=year,
            sequence=last + 1,
            wage_cents=wage_cents,
            case_id=self.case_id,
        )
        self._add(row, "base", employer, number, year, last + 1)

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
        self.session.add(row)
        self.session.flush()
        self.booked.append(["order", row.order_id])

    def benefit_step(self, benefit: int, step: BenefitStep, month: Month) -> None:
        """Suspend, resume or end a benefit from a month on."""
        last = self._last(BenefitEvent.sequence, BenefitEvent.benefit_number == benefit)
        row = BenefitEvent(
            benefit_number=benefit,
            sequence=last + 1,
            step=step,
            month=month,
            noted_at=self.now,
            case_id=self.case_id,
        )
        self._add(row, "benefit-event", benefit, last + 1)

    def card(
        self, number: int, code: str | None, step: CardStep, card_number: str = ""
    ) -> None:
        """Note what was done to a card."""
        row = CardEvent(
            personal_number=number,
            identification_code=code,
            card_number=card_number,
            step=step,
            noted_at=self.now,
            case_id=self.case_id,
        )
        self.session.add(row)
        self.session.flush()
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

    def _add(self, row: Row, *key: Any) -> None:  # noqa: ANN401 - JSON values
        self.session.add(row)
        self.session.flush()
        self.booked.append(list(key))

    def _last(self, column: Any, *where: Any, none: int = 0) -> int:  # noqa: ANN401
        found = self.session.scalar(select(func.max(column)).where(*where))
        return none if found is None else int(found)
