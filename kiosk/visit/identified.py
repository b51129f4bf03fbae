"""Who stands here, and by what that was found."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from kiosk.domain.business import Holder
from kiosk.domain.card import ResidentCard
from kiosk.domain.certificate import (
    WHOLE,
    CertificateKind,
    CertificateOrder,
    PaperScope,
)
from kiosk.domain.challenge import LivenessFinding
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.staff_proof import StaffProof
from kiosk.ports.face_judge import FaceVerdict, Portrait

__all__ = ["Identified", "Person", "evidence_text"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who the card says stands here; not yet found to be true.

    Attributes:
        portrait: What a face would be compared with; none where there is none.
        purpose: Key of the service.
        evidence: Pictures of the last look, closed to the centre; none where
            nothing is kept.
    """

    card: ResidentCard
    subject: Subject
    portrait: Portrait | None
    purpose: str
    evidence: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Identified:
    """A resident who is the card's holder, by the face or by staff's word.

    Attributes:
        verdict: The accepted match; none where staff confirmed.
        staff: Proof of the member of staff who confirmed; none for a face.
    """

    card: ResidentCard
    verdict: FaceVerdict | None
    subject: Subject = field(repr=False)
    staff: StaffProof | None = None

    @property
    def method(self) -> IdentifiedBy:
        """By what the resident was found to be the holder."""
        return IdentifiedBy.FACE if self.staff is None else IdentifiedBy.STAFF

    @property
    def score(self) -> float | None:
        """Fused likeness of the accepted match; none where staff confirmed."""
        return self.verdict.score if self.verdict is not None else None

    @property
    def liveness(self) -> LivenessFinding:
        """What the challenge before the camera showed; staff see for themselves."""
        if self.verdict is None:
            return LivenessFinding.NOT_ASKED
        return self.verdict.liveness

    @property
    def _evidence(self) -> bytes | None:
        return self.verdict.evidence if self.verdict is not None else None

    def order(
        self,
        order_id: str,
        kind: CertificateKind,
        scope: PaperScope = WHOLE,
    ) -> CertificateOrder:
        """Order a certificate for this resident."""
        return CertificateOrder(
            id=order_id,
            kind=kind,
            subject=self.subject,
            card_kind=self.card.kind,
            face_score=self.score,
            method=self.method,
            staff=self.staff,
            scope=scope,
        )

    def as_holder(self) -> Holder:
        """Tell the centre who asks for a business item."""
        return Holder(
            subject=self.subject,
            card_kind=self.card.kind,
            face_score=self.score,
            method=self.method,
            staff=self.staff,
        )

    def as_payload(self) -> dict[str, str | float | None]:
        """Tell how the resident was identified, as deeds state it."""
        is_face = self.verdict is not None
        return {
            "number": self.subject.number,
            "name": self.subject.name,
            "card_kind": str(self.card.kind),
            "method": str(self.method),
            "decision": str(self.verdict.decision) if self.verdict else "confirmed",
            "score": self.score if is_face else None,
            "liveness": str(self.liveness),
            **_staff_payload(self.staff),
            "evidence_closed": evidence_text(self._evidence),
        }


def _staff_payload(proof: StaffProof | None) -> dict[str, str | None]:
    if proof is None:
        names = ("number", "certificate", "challenge", "signature")
        return {f"staff_{name}": None for name in names}
    return {
        "staff_number": proof.number,
        "staff_certificate": _text(proof.certificate),
        "staff_challenge": _text(proof.challenge),
        "staff_signature": _text(proof.signature),
    }


def evidence_text(evidence: bytes | None) -> str | None:
    """Give closed evidence as deeds state it, base64."""
    return None if evidence is None else _text(evidence)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
