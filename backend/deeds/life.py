"""A terminal reports a pass: checked, noted in the ledger, flagged for a person."""

from __future__ import annotations

import base64
import binascii
import math
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.staff import REVOKED
from backend.deeds.reception import Reception, check_day, stated
from backend.eligibility.keeping import keep
from backend.eligibility.ticket import Cause, open_ticket, watch
from backend.store.insurance import Certification
from backend.store.words import CertificationMethod, Channel, LivenessFinding
from kiosk.domain.card import CardKind
from kiosk.domain.deed import Deed
from kiosk.domain.fault import CentreRefused, InvalidValue, StaffNotTrusted
from kiosk.domain.resident import Subject
from kiosk.domain.staff_proof import StaffProof

__all__ = ["life_certified"]

_LONGEST_REFERENCE = 128
_CHANNELS = (
    Channel.TERMINAL,
    Channel.HOME_VISIT,
    Channel.OTHER_OFFICE,
    Channel.ABROAD_MISSION,
)
"""Channels a terminal may speak for; the portal's and the sources' are not."""


@dataclass(frozen=True, slots=True)
class _LifeCertified:
    number: str = field(repr=False)
    name: str = field(repr=False)
    card_kind: CardKind
    decision: str
    certified_on: date
    method: str = "face"
    channel: Channel = Channel.TERMINAL
    score: float | None = None
    liveness: LivenessFinding = LivenessFinding.NOT_ASKED
    evidence: str | None = None
    evidence_closed: str | None = field(default=None, repr=False)
    staff_number: str = ""
    staff_certificate: str = field(default="", repr=False)
    staff_challenge: str = field(default="", repr=False)
    staff_signature: str = field(default="", repr=False)


def life_certified(session: Session, deed: Deed, reception: Reception) -> int:
    """Note a pass; one that leaves a doubt asks for a person.

    Doubtful is liveness that was flagged, and a confirmation by a staff card that was
    revoked before the deed came: it may have been made without a line, while the card
    was good. Whether it counts before that is the city's rule; see `FlaggedPass`.
    """
    told = stated(_LifeCertified, deed.payload)
    _check_shape(told)
    proof = _proof_of(told)
    doubt = _doubt(told, proof, deed, reception)
    check_day(told.certified_on, reception.now)
    person = reception.person(session, Subject(told.number, told.name))
    if proof is not None:
        _check_unused(session, proof)
    row = _row(told, deed, reception, person.personal_number, proof)
    row.is_provisional = bool(doubt)
    row.evidence = keep(session, told.evidence_closed, reception.now) or told.evidence
    session.add(row)
    if doubt:
        session.flush()
        cause = Cause(doubt, row.personal_number, certification=row, deed_id=deed.id)
        open_ticket(session, cause, reception.now)
    if reception.may_be_contested(person):
        watch(session, person.personal_number, reception.now)
    return person.personal_number


def _check_shape(told: _LifeCertified) -> None:
    if told.score is not None and not math.isfinite(told.score):
        raise InvalidValue(field="score", reason="not finite")
    if len(told.evidence or "") > _LONGEST_REFERENCE:
        raise InvalidValue(field="evidence", reason="length")
    if told.channel not in _CHANNELS:
        raise InvalidValue(field="channel", reason="not a terminal's")


def _proof_of(told: _LifeCertified) -> StaffProof | None:
    """Let an accepted face pass, or give what staff's own card says of the person."""
    if (told.method, told.decision) == ("face", "accept"):
        if told.score is None:
            raise InvalidValue(field="score", reason="missing")
        return None
    if (told.method, told.decision) != ("staff", "confirmed"):
        raise CentreRefused(reason="not-accepted")
    return _proof(told)


def _doubt(
    told: _LifeCertified, proof: StaffProof | None, deed: Deed, reception: Reception
) -> str:
    """Give the reason for which a person has to look, or none.

    Raises:
        CentreRefused: the confirmation proves nothing.
    """
    if proof is None:
        is_flagged = told.liveness is LivenessFinding.FLAGGED
        return "liveness-flagged" if is_flagged else ""
    if reception.staff is None:
        raise CentreRefused(reason="staff-unknown")
    try:
        reception.staff.verify(proof, told.number, deed.made_at)
    except StaffNotTrusted as fault:
        if fault.facts["reason"] == REVOKED:
            return "staff-revoked"
        raise CentreRefused(reason=f"staff-{fault.facts['reason']}") from fault
    return ""


def _proof(told: _LifeCertified) -> StaffProof:
    try:
        return StaffProof(
            told.staff_number,
            *(
                base64.b64decode(text, validate=True)
                for text in (
                    told.staff_certificate,
                    told.staff_challenge,
                    told.staff_signature,
                )
            ),
        )
    except (binascii.Error, ValueError) as error:
        raise InvalidValue(field="staff", reason="base64") from error


def _check_unused(session: Session, proof: StaffProof) -> None:
    """One signature is one confirmation: a copied proof serves nobody twice."""
    used = select(Certification.certification_id).where(
        Certification.staff_challenge == proof.challenge.hex()
    )
    if session.scalar(used) is not None:
        raise CentreRefused(reason="staff-proof-used")


def _row(
    told: _LifeCertified,
    deed: Deed,
    reception: Reception,
    personal_number: int,
    proof: StaffProof | None,
) -> Certification:
    return Certification(
        personal_number=personal_number,
        channel=told.channel,
        method=CertificationMethod(told.method),
        certified_on=told.certified_on,
        recorded_at=reception.now,
        deed_id=deed.id,
        terminal=reception.terminal,
        card_kind=told.card_kind,
        score=told.score,
        liveness=told.liveness,
        staff_number=proof.number if proof else None,
        staff_challenge=proof.challenge.hex() if proof else None,
        staff_certificate=proof.certificate if proof else None,
        staff_signature=proof.signature if proof else None,
    )
