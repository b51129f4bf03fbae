"""Taking in what data sources state: matched, weighed, noted once, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.clock import CITY_ZONE
from backend.eligibility.evidence import Statement
from backend.eligibility.matching import name_confidence
from backend.eligibility.rule import Rulebook, SourceRule
from backend.eligibility.ticket import watch
from backend.store.database import Database
from backend.store.eligibility import ContraryFact, EvidenceLine
from backend.store.insurance import Benefit, Certification
from backend.store.people import Person
from backend.store.words import (
    CertificationMethod,
    Channel,
    EvidenceOutcome,
    LivenessFinding,
    StatedFact,
)
from kiosk.domain.months import Month

__all__ = ["BATCH", "REPEATED", "REUSED", "EvidenceIntake"]

BATCH = 1_000
"""Statements in one transaction: all of them are noted, or none."""

REPEATED = "repeated"
"""Told before, in the same words; nothing was noted again."""

REUSED = "row-id-reused"
"""The id stands for another statement; nothing was noted."""

_TRIES = 3


@dataclass(frozen=True, slots=True)
class EvidenceIntake:
    """Takes in statements of one source at one moment.

    Attributes:
        source: The source's name, under which its row ids are its own.
        kind: What a source of its kind may state and how far it is believed.
    """

    database: Database
    rules: Rulebook
    source: str
    kind: SourceRule
    now: datetime

    def take(self, statements: Sequence[Statement]) -> list[str]:
        """Note a batch in one transaction; gives an outcome for each, in order.

        An outcome is an `EvidenceOutcome`, `REPEATED` or `REUSED`.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._taken(statements)
            except IntegrityError:
                # The same lines came over another way at this very moment; now
                # they are known.
                continue
        return self._taken(statements)

    def _taken(self, statements: Sequence[Statement]) -> list[str]:
        with self.database.writing() as session:
            known = self._known(session, statements)
            fresh = list(_first_of_each(statements, known))
            weighed = _Scale(self, session, fresh).weigh()
            self._write(session, weighed)
            self._audit(session, weighed)
            known |= {
                each.statement.row_id: (each.statement.line_hash, str(each.outcome))
                for each in weighed
            }
            new = {id(each.statement) for each in weighed}
            return [
                _outcome(each, known, is_new=id(each) in new) for each in statements
            ]

    def _known(
        self, session: Session, statements: Iterable[Statement]
    ) -> dict[str, tuple[str, str]]:
        asked = select(
            EvidenceLine.source_row, EvidenceLine.line_hash, EvidenceLine.outcome
        ).where(
            EvidenceLine.source == self.source,
            EvidenceLine.source_row.in_([each.row_id for each in statements]),
        )
        return {row: (told, str(out)) for row, told, out in session.execute(asked)}

    def _write(self, session: Session, weighed: Sequence[_Weighed]) -> None:
        noted = [each for each in weighed if each.is_noted]
        alive = [each for each in noted if each.statement.fact is StatedFact.ALIVE]
        contrary = [
            each for each in noted if each.statement.fact is not StatedFact.ALIVE
        ]
        for table, rows in (
            (EvidenceLine, [self._line(each) for each in weighed]),
            (Certification, [self._pass(each) for each in alive]),
            (ContraryFact, [self._fact(each) for each in contrary]),
        ):
            if rows:
                session.execute(insert(table), rows)
        touched = {each.personal_number for each in contrary} | _accused(session, alive)
        for person in sorted(number for number in touched if number is not None):
            watch(session, person, self.now, self.rules)

    def _audit(self, session: Session, weighed: Sequence[_Weighed]) -> None:
        event, source = AuditEvent.EVIDENCE_TAKEN, f"source:{self.source}"
        if weighed:
            note(session, self.now, source, event, f"{len(weighed)} lines")
        for each in weighed:
            if each.is_noted and each.statement.fact is not StatedFact.ALIVE:
                note(
                    session,
                    self.now,
                    source,
                    AuditEvent.CONTRARY_FACT,
                    str(each.statement.fact),
                    subject=each.personal_number,
                    reference=each.statement.row_id,
                )

    def _line(self, each: _Weighed) -> dict[str, object]:
        return {
            "source": self.source,
            "source_row": each.statement.row_id,
            "line_hash": each.statement.line_hash,
            "received_at": self.now,
            "outcome": each.outcome,
            # Of whom we need not know, we keep no trace.
            "personal_number": each.personal_number if each.is_noted else None,
            "confidence": each.confidence,
        }

    def _pass(self, each: _Weighed) -> dict[str, object]:
        return {
            "personal_number": each.personal_number,
            "channel": Channel.DATA_MATCH,
            "method": CertificationMethod.DATA,
            "certified_on": each.statement.day,
            "recorded_at": self.now,
            "weight": each.weight,
            "is_provisional": False,
            "terminal": "",
            "liveness": LivenessFinding.NOT_ASKED,
            "evidence": each.statement.reference or None,
            "source": self.source,
            "source_row": each.statement.row_id,
        }

    def _fact(self, each: _Weighed) -> dict[str, object]:
        return {
            "personal_number": each.personal_number,
            "fact": each.statement.fact,
            "happened_on": each.statement.day,
            "recorded_at": self.now,
            "weight": each.weight,
            "source": self.source,
            "source_row": each.statement.row_id,
            "reference": each.statement.reference,
        }


@dataclass(frozen=True, slots=True)
class _Weighed:
    statement: Statement
    outcome: EvidenceOutcome
    personal_number: int | None = None
    confidence: float = 0.0
    weight: float = 0.0

    @property
    def is_noted(self) -> bool:
        return self.outcome in (EvidenceOutcome.COUNTED, EvidenceOutcome.KEPT)


class _Scale:
    """Weighs a batch against the people on record, read with two questions."""

    def __init__(
        self, intake: EvidenceIntake, session: Session, statements: list[Statement]
    ) -> None:
        self._intake = intake
        self._statements = statements
        numbers = {each.number for each in statements}
        asked = select(Person.citizen_number, Person.personal_number, Person.name)
        self._people: dict[str, tuple[int, str]] = {
            number: (personal, name)
            for number, personal, name in session.execute(
                asked.where(Person.citizen_number.in_(numbers))
            )
        }
        month = Month.of(intake.now.astimezone(CITY_ZONE).date())
        wanted = select(Benefit.personal_number).where(
            Benefit.personal_number.in_([each[0] for each in self._people.values()]),
            (Benefit.last_month.is_(None)) | (Benefit.last_month >= month),
        )
        self._drawing = set(session.scalars(wanted))

    def weigh(self) -> list[_Weighed]:
        return [self._weighed(each) for each in self._statements]

    def _weighed(self, statement: Statement) -> _Weighed:
        person = self._people.get(statement.number)
        if person is None:
            return _Weighed(statement, EvidenceOutcome.UNKNOWN_PERSON)
        personal_number, name = person
        if personal_number not in self._drawing:
            return _Weighed(statement, EvidenceOutcome.NOT_NEEDED)
        matching = self._intake.rules.matching
        confidence = name_confidence(matching, name, statement.name)
        weight = confidence * self._intake.kind.weight
        needed = (
            matching.passing if statement.fact is StatedFact.ALIVE else matching.stop
        )
        outcome = EvidenceOutcome.COUNTED
        if weight < matching.keep:
            outcome = EvidenceOutcome.UNCERTAIN
        elif weight < needed:
            outcome = EvidenceOutcome.KEPT
        return _Weighed(statement, outcome, personal_number, confidence, weight)


def _first_of_each(
    statements: Iterable[Statement], known: dict[str, tuple[str, str]]
) -> Iterator[Statement]:
    seen = set(known)
    for each in statements:
        if each.row_id not in seen:
            seen.add(each.row_id)
            yield each


def _outcome(
    statement: Statement, known: dict[str, tuple[str, str]], *, is_new: bool
) -> str:
    line_hash, outcome = known[statement.row_id]
    if line_hash != statement.line_hash:
        return REUSED
    return outcome if is_new else REPEATED


def _accused(session: Session, alive: Sequence[_Weighed]) -> set[int | None]:
    """Give those seen alive of whom something to the contrary is on record."""
    numbers: list[Any] = [each.personal_number for each in alive]
    if not numbers:
        return set()
    asked = select(ContraryFact.personal_number).where(
        ContraryFact.personal_number.in_(numbers)
    )
    return set(session.scalars(asked.distinct()))
