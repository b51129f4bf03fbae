"""Reading the ledger out of the database: one person's, or everybody's in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.eligibility.ledger import (
    Entitlement,
    FactRow,
    Ledger,
    PassRow,
    Pause,
    RowKind,
    RowReference,
    RulingRow,
    Span,
)
from backend.store.business import BenefitEvent
from backend.store.eligibility import ContraryFact, LedgerRuling
from backend.store.insurance import Benefit, Certification
from backend.store.people import Person
from backend.store.words import BenefitStep

__all__ = ["Beneficiary", "beneficiaries", "entitlements_of", "ledger_of"]

_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Who draws something, and all that counts for it."""

    personal_number: int
    name: str = field(repr=False)
    citizen_number: str = field(repr=False)
    entitlements: tuple[Entitlement, ...]
    ledger: Ledger


def ledger_of(session: Session, personal_number: int) -> Ledger:
    """Read one person's ledger."""
    passes = _one(session, _passes(), Certification, personal_number)
    facts = _one(session, _facts(), ContraryFact, personal_number)
    rulings = _one(session, _rulings(), LedgerRuling, personal_number)
    birth = session.scalar(
        select(Person.birth_date).where(Person.personal_number == personal_number)
    )
    return _ledger(passes, facts, rulings, birth)


def entitlements_of(session: Session, personal_number: int) -> list[Entitlement]:
    """Read what a person draws or drew, each kind once, oldest first."""
    drawn = _one(session, _benefits(), Benefit, personal_number)
    steps = _one(session, _steps(), Benefit, personal_number) if drawn else ()
    return _entitlements(drawn, steps)


def beneficiaries(session: Session) -> Iterator[Beneficiary]:
    """Read everybody who draws something, in the order of their numbers.

    Ordered streams run side by side, so the memory needed is one person's.
    """
    people = select(
        Person.personal_number, Person.name, Person.citizen_number, Person.birth_date
    ).where(
        select(Benefit.benefit_number)
        .where(Benefit.personal_number == Person.personal_number)
        .exists()
    )
    persons = session.execute(
        people.order_by(Person.personal_number).execution_options(
            yield_per=_ROWS_AT_ONCE
        )
    )
    benefits = _Stream(session, _benefits(), Benefit)
    steps = _Stream(session, _steps(), Benefit)
    passes = _Stream(session, _passes(), Certification)
    facts = _Stream(session, _facts(), ContraryFact)
    rulings = _Stream(session, _rulings(), LedgerRuling)
    for number, name, citizen_number, birth in persons:
        ledger = _ledger(passes.of(number), facts.of(number), rulings.of(number), birth)
        drawn = tuple(_entitlements(benefits.of(number), steps.of(number)))
        yield Beneficiary(number, name, citizen_number, drawn, ledger)


class _Stream:
    """Rows ordered by person, handed out person by person."""

    def __init__(
        self,
        session: Session,
        query: Select[*tuple[Any, ...]],
        table: Any,  # noqa: ANN401 - a mapped class
    ) -> None:
        ordered = query.order_by(table.personal_number).execution_options(
            yield_per=_ROWS_AT_ONCE
        )
        self._groups = groupby(session.execute(ordered), key=lambda row: row[0])
        self._ahead: tuple[int, list[Any]] | None = None

    def of(self, number: int) -> Sequence[Any]:
        """Give a person's rows; numbers must be asked for in rising order."""
        while self._ahead is None or self._ahead[0] < number:
            following = next(self._groups, None)
            if following is None:
                return ()
            self._ahead = (following[0], list(following[1]))
        return self._ahead[1] if self._ahead[0] == number else ()


def _passes() -> Select[*tuple[Any, ...]]:
    return select(
        Certification.personal_number,
        Certification.certification_id,
        Certification.certified_on,
        Certification.recorded_at,
        Certification.weight,
        Certification.source,
        Certification.is_provisional,
    )


def _facts() -> Select[*tuple[Any, ...]]:
    return select(
        ContraryFact.personal_number,
        ContraryFact.fact_id,
        ContraryFact.fact,
        ContraryFact.happened_on,
        ContraryFact.recorded_at,
        ContraryFact.weight,
    )


def _rulings() -> Select[*tuple[Any, ...]]:
    return select(
        LedgerRuling.personal_number,
        LedgerRuling.ruling_id,
        LedgerRuling.certification_id,
        LedgerRuling.fact_id,
        LedgerRuling.effect,
        LedgerRuling.recorded_at,
    )


def _benefits() -> Select[*tuple[Any, ...]]:
    return select(
        Benefit.personal_number,
        Benefit.benefit,
        Benefit.first_month,
        Benefit.last_month,
        Benefit.monthly_cents,
    )


def _steps() -> Select[*tuple[Any, ...]]:
    """Ask for what cases did to benefits; there are few, in no order."""
    return select(
        Benefit.personal_number,
        Benefit.benefit,
        BenefitEvent.benefit_number,
        BenefitEvent.sequence,
        BenefitEvent.step,
        BenefitEvent.month,
    ).join(BenefitEvent, BenefitEvent.benefit_number == Benefit.benefit_number)


def _one(
    session: Session,
    query: Select[*tuple[Any, ...]],
    table: Any,  # noqa: ANN401 - a mapped class
    number: int,
) -> Sequence[Any]:
    return session.execute(query.where(table.personal_number == number)).all()


def _ledger(
    passes: Iterable[Any],
    facts: Iterable[Any],
    rulings: Iterable[Any],
    birth: date | None,
) -> Ledger:
    return Ledger(
        tuple(PassRow(*row[1:]) for row in passes),
        tuple(FactRow(*row[1:]) for row in facts),
        tuple(map(_ruling, rulings)),
        birth,
    )


def _ruling(values: Sequence[Any]) -> RulingRow:
    _, row, certification, fact, effect, recorded_at = values
    kind = RowKind.PASS if certification is not None else RowKind.FACT
    about = RowReference(kind, certification or fact)
    return RulingRow(row, about, effect, recorded_at)


def _entitlements(rows: Iterable[Any], steps: Iterable[Any]) -> list[Entitlement]:
    """Join the rows of one kind: an adjusted amount does not start a new benefit."""
    spans: dict[str, list[Span]] = {}
    for _, benefit, first, last, cents in rows:
        spans.setdefault(benefit, []).append(Span(first, last, cents))
    pauses = _pauses(steps)
    found = [
        Entitlement(benefit, tuple(each), tuple(pauses.get(benefit, ())))
        for benefit, each in spans.items()
    ]
    return sorted(found, key=lambda each: (each.first_month, each.benefit))


def _pauses(steps: Iterable[Any]) -> dict[str, list[Pause]]:
    """Tell for each kind which months a case suspended: until the next step."""
    pauses: dict[str, list[Pause]] = {}
    ordered = sorted(steps, key=lambda step: step[2:4])
    following = [*ordered, None][1:]
    for (_, benefit, number, _, step, month), after in zip(
        ordered, following, strict=True
    ):
        if step is BenefitStep.SUSPENDED:
            is_ended = after is not None and after[2] == number
            last = after[5].plus(-1) if is_ended else None
            pauses.setdefault(benefit, []).append(Pause(month, last))
    return pauses
