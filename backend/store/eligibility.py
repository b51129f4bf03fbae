"""Contrary facts, rulings, reviews, data sources and what they told, communities."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import EvidenceOutcome, RulingEffect, StatedFact, Verdict

__all__ = [
    "Community",
    "ContraryFact",
    "EvidenceLine",
    "LedgerRuling",
    "Residence",
    "ReviewAppeal",
    "ReviewDecision",
    "SourceIdentity",
]


class ContraryFact(Row):
    """Somebody stated death, prison or emigration, or the end of it.

    Attributes:
        source: Data source, or empty when staff noted it.
        weight: How far it is believed, source times match.
        reference: What it rests on: a document's number, never its text.
    """

    __tablename__ = "contrary_fact"
    __table_args__ = (UniqueConstraint("source", "source_row"),)

    fact_id: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    fact: Mapped[StatedFact]
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    weight: Mapped[float]
    source: Mapped[str] = mapped_column(String(32))
    source_row: Mapped[str | None] = mapped_column(String(64))
    staff_number: Mapped[str | None] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(128))


class LedgerRuling(Row):
    """A person's decision about one row of the ledger; the last one counts."""

    __tablename__ = "ledger_ruling"

    ruling_id: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    certification_id: Mapped[int | None] = mapped_column(
        ForeignKey("certification.certification_id")
    )
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("contrary_fact.fact_id"))
    effect: Mapped[RulingEffect]
    recorded_at: Mapped[datetime]
    staff_number: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(256))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("review_ticket.ticket_id"))


class ReviewDecision(Row):
    """What staff decided about a ticket; an appeal is followed by another one."""

    __tablename__ = "review_decision"

    decision_id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("review_ticket.ticket_id"), index=True
    )
    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(String(256))
    reviewer: Mapped[str] = mapped_column(String(16))
    decided_at: Mapped[datetime]
    appeal_until: Mapped[date]


class ReviewAppeal(Row):
    """The resident does not accept a decision; somebody else decides by a day."""

    __tablename__ = "review_appeal"

    appeal_id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("review_ticket.ticket_id"), index=True
    )
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("review_decision.decision_id"), unique=True
    )
    reason: Mapped[str] = mapped_column(String(256))
    noted_by: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    due_on: Mapped[date]


class EvidenceLine(Row):
    """One line of a data source and what became of it, so that it counts once.

    Attributes:
        line_hash: SHA-256 of what the line stated; the same id must state the same.
        confidence: How well number and name fit, 0 to 1.
    """

    __tablename__ = "evidence_line"

    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    source_row: Mapped[str] = mapped_column(String(64), primary_key=True)
    line_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    outcome: Mapped[EvidenceOutcome]
    personal_number: Mapped[int | None]
    confidence: Mapped[float]


class SourceIdentity(Row):
    """A data source's client certificate and the kind of source it is.

    Attributes:
        fingerprint: SHA-256 of the certificate in DER, hex.
        kind: Which rule says what it may state and how far it is believed.
    """

    __tablename__ = "source_identity"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Community(Row):
    """A community (社区) and the office that serves its residents."""

    __tablename__ = "community"

    community_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    office: Mapped[str] = mapped_column(String(32), index=True)


class Residence(Row):
    """Where a person lives from a day on; the newest counts."""

    __tablename__ = "residence"

    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), primary_key=True
    )
    since: Mapped[date] = mapped_column(primary_key=True)
    community_code: Mapped[str] = mapped_column(
        ForeignKey("community.community_code"), index=True
    )
