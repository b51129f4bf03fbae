"""Questions that stand on the screen, answered by a touch, a card or a face."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.card import ResidentCard
from kiosk.ports.face_judge import FaceVerdict, Portrait
from kiosk.visit.ask import Ask

__all__ = [
    "Agree",
    "Agreement",
    "Apologise",
    "ConfirmPaper",
    "MatchFace",
    "OfferSlip",
    "Preview",
    "ReadCard",
    "Remind",
    "TakeCard",
    "TakePaper",
    "TakeSlip",
    "Tell",
    "TryAgain",
]


@dataclass(frozen=True, slots=True)
class ReadCard(Ask[ResidentCard]):
    """Show how to insert the card and read it."""

    is_remembered: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 90


class Agreement(StrEnum):
    """Answer to a request for consent."""

    AGREE = "agree"
    ANOTHER_WAY = "another-way"


@dataclass(frozen=True, slots=True)
class Agree(Ask[Agreement]):
    """Ask consent before the camera looks (人脸识别技术应用安全管理办法, 2025).

    Attributes:
        purpose: Key of the service that the look is for.
        greeting: The resident's masked name, to show whose card was read.
        keeps_pictures: Whether pictures are kept as evidence, closed to the centre.
    """

    purpose: str
    greeting: str = field(default="", repr=False)
    keeps_pictures: bool = False

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class MatchFace(Ask[FaceVerdict]):
    """Show the camera picture and compare the face with the portrait.

    Attributes:
        keeps_evidence: Whether two pictures shall be kept, closed to the centre.
    """

    reference: Portrait
    attempt: int
    keeps_evidence: bool = False

    is_remembered: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 90


@dataclass(frozen=True, slots=True)
class Remind(Ask[bool]):
    """Say that a life certification is due; true when it shall be done now.

    Attributes:
        topic: Texts ``remind.<topic>.title`` and ``remind.<topic>.body``.
        facts: Values for the texts' places.
    """

    topic: str
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 90


@dataclass(frozen=True, slots=True)
class Preview(Ask[bool]):
    """Show what the certificate will say; true when it shall be issued.

    Attributes:
        pages: Pictures of the draft's pages, PPM or PNG, masked and marked not valid.
    """

    pages: tuple[bytes, ...] = field(repr=False)

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class Tell(Ask[None]):
    """Say something in a few words and wait for "understood".

    Attributes:
        topic: Texts ``tell.<topic>.title`` and ``tell.<topic>.body``.
        facts: Values for the text's places, e.g. ``(("due", "2027-11-23"),)``.
        mood: Decides the icon: good news, plain, or trouble.
    """

    topic: str
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    mood: str = "plain"

    patience_seconds: ClassVar[float | None] = 60


@dataclass(frozen=True, slots=True)
class TryAgain(Ask[bool]):
    """Say what went wrong (``fault.<trouble>.resident``) and offer another try."""

    trouble: str
    tries_left: int | None = None

    patience_seconds: ClassVar[float | None] = 90


@dataclass(frozen=True, slots=True)
class Apologise(Ask[None]):
    """Say why the visit cannot go on (``fault.<trouble>``) and who helps."""

    trouble: str

    patience_seconds: ClassVar[float | None] = 45


@dataclass(frozen=True, slots=True)
class TakePaper(Ask[bool]):
    """Ask to take the sheets; true when the resident has them all."""

    sheets: int

    can_leave: ClassVar[bool] = False
    patience_seconds: ClassVar[float | None] = 60


@dataclass(frozen=True, slots=True)
class ConfirmPaper(Ask[bool]):
    """Ask whether a complete paper came out, when the printer cannot tell."""

    sheets: int

    can_leave: ClassVar[bool] = False
    patience_seconds: ClassVar[float | None] = 90


@dataclass(frozen=True, slots=True)
class TakeCard(Ask[None]):
    """Remind the resident to take the card until it is taken."""

    can_leave: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class OfferSlip(Ask[bool]):
    """Say good news as `Tell` does and offer it on paper; true when wanted.

    Attributes:
        topic, facts: As in `Tell`.
    """

    topic: str
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    patience_seconds: ClassVar[float | None] = 60


@dataclass(frozen=True, slots=True)
class TakeSlip(Ask[None]):
    """Ask to take the slip that came out."""

    patience_seconds: ClassVar[float | None] = 30
