"""A code for one sign-in at the portal, and what a terminal says to get one."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.staff_proof import StaffProof

__all__ = ["PortalCode", "PortalCodeWish"]


@dataclass(frozen=True, slots=True)
class PortalCodeWish:
    """For whom a code is wanted, and how they were identified.

    Attributes:
        face_score: Fused likeness of the accepted match; none without one.
        staff: Proof of the member of staff who confirmed, where one did.
    """

    subject: Subject = field(repr=False)
    face_score: float | None = None
    method: IdentifiedBy = IdentifiedBy.FACE
    staff: StaffProof | None = None


@dataclass(frozen=True, slots=True)
class PortalCode:
    """A code that signs its person in once.

    Attributes:
        code: Eight digits.
        minutes: How long it is good.
    """

    code: str = field(repr=False)
    minutes: int

    @property
    def spaced(self) -> str:
        """The code in two groups, as people read it aloud."""
        half = len(self.code) // 2
        return f"{self.code[:half]} {self.code[half:]}"
