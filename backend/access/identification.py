"""Whether a terminal has identified somebody well enough to be served."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from backend.access.staff import StaffRegister
from kiosk.domain.fault import CentreRefused, InvalidValue, StaffNotTrusted
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.staff_proof import StaffProof

__all__ = ["Identified", "check_identified"]


class Identified(Protocol):
    """Whom a terminal names, and how it knows.

    Attributes:
        face_score: Fused likeness of the accepted match; none without one.
        staff: Proof of the member of staff who confirmed, where one did.
    """

    @property
    def subject(self) -> Subject: ...  # noqa: D102 - told above

    @property
    def face_score(self) -> float | None: ...  # noqa: D102 - told above

    @property
    def method(self) -> IdentifiedBy: ...  # noqa: D102 - told above

    @property
    def staff(self) -> StaffProof | None: ...  # noqa: D102 - told above


def check_identified(told: Identified, staff: StaffRegister, now: datetime) -> None:
    """Believe a matched face, or a confirmation that staff's own card proves.

    Args:
        told: What the terminal says.
        staff: Whose staff cards are believed.
        now: This moment.

    Raises:
        InvalidValue: a match without its score, or with a proof beside it.
        CentreRefused: ``staff-…``, the confirmation is not believed.
    """
    if told.method is IdentifiedBy.FACE:
        if told.face_score is None or told.staff is not None:
            raise InvalidValue(field="face_score", reason="missing")
        return
    trust = staff.trust()
    if told.staff is None or trust is None:
        raise CentreRefused(reason="staff-unknown")
    try:
        trust.verify(told.staff, told.subject.number, now)
    except StaffNotTrusted as fault:
        raise CentreRefused(reason=f"staff-{fault.facts['reason']}") from fault
