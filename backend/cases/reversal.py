"""Taking a case's effects back: by new bookings, only while nothing rests on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.claims import move_back
from backend.cases.ledger import Ledger
from backend.store.business import (
    BenefitEvent,
    CardEvent,
    DeclaredBase,
    EmployerFact,
    LateFee,
    MoneyOrder,
    PersonFact,
    Transfer,
)
from backend.store.cases import BusinessCase, CaseEffect
from backend.store.insurance import (
    Benefit,
    Contribution,
    Employer,
    EmployerOperator,
    EnrolmentChange,
    PensionAward,
)
from backend.store.people import Person
from backend.store.words import BenefitStep, CardStep, OrderState, PaymentType
from kiosk.domain.card import Sex
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.fault import CentreRefused
from kiosk.domain.identifier import CitizenNumber
from kiosk.domain.months import Month

__all__ = ["reverse_effects"]

_BUILT_UPON = "built-upon"


def reverse_effects(session: Session, case: BusinessCase, now: datetime) -> None:
    """Take back everything a case booked, the last booking first.

    Raises:
        CentreRefused: ``nothing-to-reverse``, it booked nothing; ``built-upon``,
            later bookings rest on it; ``too-late``, the money is on its way.
    """
    effects = list(
        session.scalars(
            select(CaseEffect)
            .where(CaseEffect.case_id == case.case_id, CaseEffect.reversed_at.is_(None))
            .order_by(CaseEffect.sequence.desc())
        )
    )
    keys = [key for effect in effects for key in reversed(json.loads(effect.booked))]
    if not keys:
        raise CentreRefused(reason="nothing-to-reverse")
    turning = _Turning(session, Ledger(session, case.case_id, now), now.date())
    for kind, *key in keys:
        _UNDO[kind](turning, *key)
        session.flush()
    for effect in effects:
        effect.reversed_at = now


@dataclass(frozen=True, slots=True)
class _Turning:
    """Books back, row by row."""

    session: Session
    ledger: Ledger
    today: date

    def enrolment(self, number: int, kind: str, change: int) -> None:
        """Restore the state before a change that is still the last one."""
        place = (number, InsuranceKind(kind))
        if self.session.get(EnrolmentChange, (*place, change + 1)) is not None:
            raise CentreRefused(reason=_BUILT_UPON)
        row = self.session.get_one(EnrolmentChange, (*place, change))
        before = self.session.get(EnrolmentChange, (*place, change - 1))
        self.ledger.enrolment(
            *place,
            row.month,
            before.status if before else EnrolmentStatus.NOT_ENROLLED,
            before.employer_number if before else row.employer_number,
        )

    def contribution(self, number: int, kind: str, period: str, entry: int) -> None:
        """Book the same amounts below zero."""
        place = (number, InsuranceKind(kind), Month.parse(period))
        row = self.session.get_one(Contribution, (*place, entry))
        self.ledger.contribution(
            *place,
            payment=PaymentType.REFUND,
            employer=row.employer_number,
            amounts=(0, -row.employer_cents, -row.person_cents),
            arrived=row.arrived_on and self.today,
        )

    def fee(
        self, employer: int, number: int, kind: str, period: str, entry: int
    ) -> None:
        """Book the same fee below zero."""
        place = (InsuranceKind(kind), Month.parse(period))
        row = self.session.get_one(LateFee, (employer, number, *place, entry))
        self.ledger.late_fee(
            employer,
            number,
            kind=place[0],
            period=place[1],
            owed_cents=-row.owed_cents,
            days=row.days,
            fee_cents=-row.fee_cents,
        )

    def person_fact(self, number: int, topic: str, sequence: int) -> None:
        """Tell again what was told before; identity goes back to the record, too."""
        if self.session.get(PersonFact, (number, topic, sequence + 1)) is not None:
            raise CentreRefused(reason=_BUILT_UPON)
        before = self.session.get(PersonFact, (number, topic, sequence - 1))
        value = before.value if before else ""
        self._restore_identity(number, topic, value)
        self.ledger.person_fact(number, topic, value)

    def employer_fact(self, employer: int, topic: str, sequence: int) -> None:
        """Tell again what was told before."""
        if self.session.get(EmployerFact, (employer, topic, sequence + 1)) is not None:
            raise CentreRefused(reason=_BUILT_UPON)
        before = self.session.get(EmployerFact, (employer, topic, sequence - 1))
        if topic == "name" and before is not None:
            self.session.get_one(Employer, employer).name = before.value
        self.ledger.employer_fact(employer, topic, before.value if before else "")

    def base(self, employer: int, number: int, year: int, sequence: int) -> None:
        """Declare again what was declared before; nothing before is no declaration."""
        place = (employer, number, year)
        if self.session.get(DeclaredBase, (*place, sequence + 1)) is not None:
            raise CentreRefused(reason=_BUILT_UPON)
        before = self.session.get(DeclaredBase, (*place, sequence - 1))
        if before is not None:
            self.ledger.base(*place, before.wage_cents)

    def order(self, order_id: int) -> None:
        """Cancel money that is not paid out yet."""
        row = self.session.get_one(MoneyOrder, order_id)
        if row.state is OrderState.DONE:
            raise CentreRefused(reason="too-late")
        row.state = OrderState.CANCELLED

    def transfer(self, case_id: str) -> None:
        """Cancel a transfer that is not done yet."""
        row = self.session.get_one(Transfer, case_id)
        if row.state is OrderState.DONE:
            raise CentreRefused(reason="too-late")
        row.state = OrderState.CANCELLED

    def benefit(self, number: int) -> None:
        """End a benefit before its first month, while nothing was paid."""
        row = self.session.get_one(Benefit, number)
        if row.first_month <= Month.of(self.today):
            raise CentreRefused(reason="too-late")
        self.ledger.benefit_step(number, BenefitStep.ENDED, row.first_month)
        row.last_month = row.first_month.plus(-1)

    def benefit_ended(self, number: int, before: str = "") -> None:
        """Let a benefit go on, to the month it was to end with, if there was one."""
        last = Month.parse(before) if before else None
        self.session.get_one(Benefit, number).last_month = last

    def benefit_event(self, number: int, sequence: int) -> None:
        """Book the step that answers a step that is still the last one."""
        if self.session.get(BenefitEvent, (number, sequence + 1)) is not None:
            raise CentreRefused(reason=_BUILT_UPON)
        row = self.session.get_one(BenefitEvent, (number, sequence))
        answer = {
            BenefitStep.SUSPENDED: BenefitStep.RESUMED,
            BenefitStep.RESUMED: BenefitStep.SUSPENDED,
        }.get(row.step, BenefitStep.REINSTATED)
        self.ledger.benefit_step(number, answer, row.month)

    def award(self, number: int) -> None:
        """Drop a sheet that only explains a pension; the case keeps its figures."""
        row = self.session.get(PensionAward, number)
        if row is not None:
            self.session.delete(row)

    def moved(self, word: str, number: int, rows: list[int]) -> None:
        """Give back what came from an account that was merged."""
        move_back(self.session, word, number, rows)

    def pension_moved(self, number: int, taker: int) -> None:
        """Give the sheet and the rises of a pension back."""
        move_back(self.session, "pension", number, [taker])

    def card(self, event_id: int) -> None:
        """Unblock what was blocked; take everything else back."""
        row = self.session.get_one(CardEvent, event_id)
        is_block = row.step is CardStep.BLOCKED
        self.ledger.card(
            row.personal_number,
            row.identification_code,
            CardStep.UNBLOCKED if is_block else CardStep.TAKEN_BACK,
            row.card_number,
        )

    def operator(self, employer: int, number: int, since: str) -> None:
        """End rights that were granted."""
        key = (employer, number, date.fromisoformat(since))
        self.session.get_one(EmployerOperator, key).until = self.today

    def operator_ended(self, employer: int, number: int, since: str) -> None:
        """Let rights go on that were withdrawn."""
        key = (employer, number, date.fromisoformat(since))
        self.session.get_one(EmployerOperator, key).until = None

    def stays(self, *_: object) -> None:
        """Leave a person's or employer's number: numbers are never given twice."""

    def _restore_identity(self, number: int, topic: str, value: str) -> None:
        person = self.session.get_one(Person, number)
        if topic == "identity-name" and value:
            person.name = value
        elif topic == "identity-citizen-number" and value:
            citizen = CitizenNumber.parse(value)
            person.citizen_number = citizen.text
            person.birth_date = citizen.birth_date
            person.sex = Sex.MALE if citizen.is_male else Sex.FEMALE


_UNDO: Mapping[str, Callable[..., Any]] = {
    "enrolment": _Turning.enrolment,
    "contribution": _Turning.contribution,
    "fee": _Turning.fee,
    "person-fact": _Turning.person_fact,
    "employer-fact": _Turning.employer_fact,
    "base": _Turning.base,
    "order": _Turning.order,
    "transfer": _Turning.transfer,
    "benefit": _Turning.benefit,
    "benefit-ended": _Turning.benefit_ended,
    "benefit-event": _Turning.benefit_event,
    "award": _Turning.award,
    "moved": _Turning.moved,
    "pension-moved": _Turning.pension_moved,
    "card": _Turning.card,
    "operator": _Turning.operator,
    "operator-ended": _Turning.operator_ended,
    "person": _Turning.stays,
    "employer": _Turning.stays,
}
"""How each kind of booking is taken back."""
