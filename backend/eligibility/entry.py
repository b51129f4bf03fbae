"""What staff note in the ledger: passes by document or visit, facts, corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.clock import CITY_ZONE
from backend.eligibility.keeping import keep
from backend.eligibility.ledger import RowKind, RowReference
from backend.eligibility.ticket import Cause, open_ticket, watch
from backend.store.eligibility import ContraryFact, LedgerRuling
from backend.store.insurance import Certification
from backend.store.words import (
    CertificationMethod,
    Channel,
    LivenessFinding,
    RulingEffect,
    StatedFact,
)
from kiosk.domain.fault import InvalidValue, NoRecord

__all__ = [
    "FacePass",
    "FactEntry",
    "PassEntry",
    "RulingEntry",
    "record_face_pass",
    "record_fact",
    "record_pass",
    "rule_on",
]

_LONGEST_REASON = 256
_OVER_THE_WEB = (Channel.PORTAL, Channel.MOBILE)
_ALIVE = (LivenessFinding.PASSED, LivenessFinding.FLAGGED)
_BY_STAFF = (CertificationMethod.DOCUMENT, CertificationMethod.STAFF)


@dataclass(frozen=True, slots=True)
class PassEntry:
    """A pass that a member of staff answers for.

    Attributes:
        evidence: Reference to a document, letter or visit record.
    """

    personal_number: int
    channel: Channel
    method: CertificationMethod
    certified_on: date
    staff_number: str
    evidence: str | None = None
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class FacePass:
    """A pass by the face that this centre's own judge accepted.

    Attributes:
        evidence: Closed pictures, base64.
    """

    personal_number: int
    channel: Channel
    score: float
    liveness: str
    evidence: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A death, imprisonment or other fact that staff have seen papers of."""

    personal_number: int
    fact: StatedFact
    happened_on: date
    staff_number: str
    reference: str


@dataclass(frozen=True, slots=True)
class RulingEntry:
    """A person's word about one row of the ledger."""

    about: RowReference
    effect: RulingEffect
    staff_number: str
    reason: str
    ticket_id: int | None = None


def record_pass(session: Session, entry: PassEntry, now: datetime) -> Certification:
    """Add a pass in the caller's transaction.

    Raises:
        InvalidValue: in the future, or not by staff's own judgement.
    """
    if entry.method not in _BY_STAFF or entry.channel is Channel.DATA_MATCH:
        raise InvalidValue(field="method", reason="not staff's")
    _check_day(entry.certified_on, now)
    row = Certification(
        personal_number=entry.personal_number,
        channel=entry.channel,
        method=entry.method,
        certified_on=entry.certified_on,
        recorded_at=now,
        terminal=entry.terminal,
        evidence=entry.evidence,
        staff_number=entry.staff_number,
    )
    session.add(row)
    session.flush()
    watch(session, entry.personal_number, now)
    return row


def record_face_pass(session: Session, entry: FacePass, now: datetime) -> Certification:
    """Add a pass by the portal or a mobile page in the caller's transaction.

    Flagged signs of life ask for a person; the rules say whether they count before.

    Raises:
        InvalidValue: the channel is another, or no signs of life were seen.
    """
    if entry.channel not in _OVER_THE_WEB or entry.liveness not in _ALIVE:
        raise InvalidValue(field="liveness", reason=entry.liveness)
    row = Certification(
        personal_number=entry.personal_number,
        channel=entry.channel,
        method=CertificationMethod.FACE,
        certified_on=now.astimezone(CITY_ZONE).date(),
        recorded_at=now,
        is_provisional=entry.liveness == LivenessFinding.FLAGGED,
        score=entry.score,
        liveness=LivenessFinding(entry.liveness),
        evidence=keep(session, entry.evidence, now),
    )
    session.add(row)
    session.flush()
    if row.is_provisional:
        cause = Cause("liveness-flagged", row.personal_number, certification=row)
        open_ticket(session, cause, now)
    watch(session, entry.personal_number, now)
    return row


def record_fact(session: Session, entry: FactEntry, now: datetime) -> ContraryFact:
    """Add a fact, believed fully because a person has seen the papers.

    Raises:
        InvalidValue: in the future, or being alive, which is a pass.
    """
    if entry.fact is StatedFact.ALIVE:
        raise InvalidValue(field="fact", reason="a pass")
    _check_day(entry.happened_on, now)
    row = ContraryFact(
        personal_number=entry.personal_number,
        fact=entry.fact,
        happened_on=entry.happened_on,
        recorded_at=now,
        weight=1.0,
        source="",
        staff_number=entry.staff_number,
        reference=entry.reference,
    )
    session.add(row)
    session.flush()
    staff, fact = f"staff:{entry.staff_number}", str(entry.fact)
    number = entry.personal_number
    note(session, now, staff, AuditEvent.CONTRARY_FACT, fact, subject=number)
    watch(session, entry.personal_number, now)
    return row


def rule_on(session: Session, entry: RulingEntry, now: datetime) -> LedgerRuling:
    """Confirm or withdraw a row by a new one; nothing is overwritten.

    Raises:
        NoRecord: no such row.
        InvalidValue: no reason given, or too long.
    """
    if not 0 < len(entry.reason.strip()) <= _LONGEST_REASON:
        raise InvalidValue(field="reason", reason="length")
    is_pass = entry.about.kind is RowKind.PASS
    ruling = LedgerRuling(
        personal_number=_person_of(session, entry.about),
        certification_id=entry.about.row if is_pass else None,
        fact_id=None if is_pass else entry.about.row,
        effect=entry.effect,
        recorded_at=now,
        staff_number=entry.staff_number,
        reason=entry.reason.strip(),
        ticket_id=entry.ticket_id,
    )
    session.add(ruling)
    session.flush()
    return ruling


def _person_of(session: Session, about: RowReference) -> int:
    row: Certification | ContraryFact | None
    if about.kind is RowKind.PASS:
        row = session.get(Certification, about.row)
    else:
        row = session.get(ContraryFact, about.row)
    if row is None:
        raise NoRecord(reason="no-such-row")
    return row.personal_number


def _check_day(day: date, now: datetime) -> None:
    if day > now.astimezone(CITY_ZONE).date():
        raise InvalidValue(field="day", reason="future")
