"""Questions of the other ways: by staff, by another document, by a later review."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.card import CardKind, ResidentCard
from kiosk.domain.staff_proof import StaffProof
from kiosk.ports.face_judge import Portrait
from kiosk.ports.staff_card import PinCheck, StaffBadge
from kiosk.visit.ask import Ask

__all__ = [
    "ChooseWay",
    "ConfirmPerson",
    "EnterPin",
    "PresentStaffCard",
    "ProveStaff",
    "ReadIdCard",
    "ReadSecurityCard",
    "SurveyWays",
    "TakeStaffCard",
    "TypedPin",
    "Way",
    "Why",
]


class Way(StrEnum):
    """How a resident may go on without the face."""

    STAFF = "staff"
    OTHER_DOCUMENT = "other-document"
    REVIEW = "review"


class Why(StrEnum):
    """Why another way is offered."""

    DECLINED = "declined"
    FACE_NOT_SURE = "face-not-sure"
    NO_PORTRAIT = "no-portrait"


class TypedPin:
    """A PIN as it was typed, which can be spent once and is then forgotten."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        """Keep the digits until they are spent."""
        self._digits = digits

    def __repr__(self) -> str:
        """Never show the digits."""
        return "TypedPin(...)"

    def spend(self) -> str:
        """Give the digits and forget them; empty when they were spent before."""
        digits, self._digits = self._digits, ""
        return digits


@dataclass(frozen=True, slots=True)
class SurveyWays(Ask[tuple[Way, ...]]):
    """Tell which other ways this hall has now.

    Attributes:
        first: Kind of the card that was read already.
    """

    first: CardKind


@dataclass(frozen=True, slots=True)
class ChooseWay(Ask[Way]):
    """Offer the other ways together on one screen."""

    why: Why
    ways: tuple[Way, ...]

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class PresentStaffCard(Ask[StaffBadge]):
    """Ask for a staff card in the place of the resident's, and read its badge."""

    lends_reader: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 180


@dataclass(frozen=True, slots=True)
class EnterPin(Ask[TypedPin | None]):
    """Let staff type their PIN; none when they will not.

    Attributes:
        tries_left: Wrong PINs the card still takes, as the card itself says.
        pause_seconds: How long the keys rest first, growing with wrong PINs.
        was_wrong: Whether the PIN before this one was wrong.
    """

    tries_left: int
    pause_seconds: int = 0
    was_wrong: bool = False

    lends_reader: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 90


@dataclass(frozen=True, slots=True)
class ProveStaff(Ask[PinCheck | StaffProof]):
    """Have the staff card check its PIN and sign for one resident.

    A wrong PIN is answered by the card's check, a right one by the proof.
    """

    badge: StaffBadge
    subject_number: str = field(repr=False)
    pin: TypedPin

    lends_reader: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ConfirmPerson(Ask[bool]):
    """Let staff look at the resident, the document and the portrait, and decide.

    Attributes:
        name, number: Masked; enough to compare with the paper in the hand.
    """

    staff_number: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    portrait: Portrait | None = None

    lends_reader: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class TakeStaffCard(Ask[None]):
    """Ask staff to take their card before the visit goes on."""

    lends_reader: ClassVar[bool] = True
    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class ReadIdCard(Ask[ResidentCard]):
    """Ask for the resident identity card, beside the social security card."""

    is_remembered: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 90


@dataclass(frozen=True, slots=True)
class ReadSecurityCard(Ask[ResidentCard]):
    """Ask for the social security card, beside the identity card."""

    is_remembered: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 90
