"""What the reading child and its parent tell one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.card import ResidentCard
    from kiosk.domain.fault import Fault
    from kiosk.ports.staff_card import PinCheck, StaffBadge

__all__ = [
    "SILENT",
    "BadgeRequest",
    "Outcome",
    "PinRequest",
    "ProofRequest",
    "ReadRequest",
    "Request",
    "Sight",
]

SILENT = "no-answer"
"""Reason of `CardUnreadable` when a chip is there but stopped answering."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the child sees at the moment; sent whenever it changes.

    Attributes:
        has_service: Whether the PC/SC service answers.
        reader: The reader with a card, else the first one, else empty.
    """

    has_service: bool
    reader: str = ""
    has_card: bool = False


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """Asks the child to read the card in a reader now."""

    reader: str


@dataclass(frozen=True, slots=True)
class BadgeRequest:
    """Asks for the badge of the staff card in a reader now."""

    reader: str


@dataclass(frozen=True, slots=True)
class PinRequest:
    """Asks to have a staff card check a PIN; never repeated by itself."""

    reader: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProofRequest:
    """Asks to have a staff card sign a challenge."""

    reader: str
    challenge: bytes


Request = ReadRequest | BadgeRequest | PinRequest | ProofRequest


@dataclass(frozen=True, slots=True)
class Outcome:
    """The one answer to a request; nothing in it: no card was there.

    Attributes:
        signature: The two halves of a P-256 signature, as the chip gave them.
    """

    card: ResidentCard | None = None
    fault: Fault | None = None
    badge: StaffBadge | None = None
    pin_check: PinCheck | None = None
    signature: bytes = b""
