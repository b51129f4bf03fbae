"""What the terminal expects of the cards by which staff prove who they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.staff import CHALLENGE_LENGTH, PROOF_CONTEXT, StaffRole
from kiosk.ports.device import Device

if TYPE_CHECKING:
    from kiosk.ports.device import Cancellation

__all__ = [
    "CHALLENGE_LENGTH",
    "PIN_TRIES",
    "PROOF_CONTEXT",
    "PinCheck",
    "StaffBadge",
    "StaffCard",
    "StaffRole",
]

PIN_TRIES = 3
"""Wrong PINs in a row that a staff card takes before it blocks itself."""


@dataclass(frozen=True, slots=True)
class StaffBadge:
    """What a staff card says of itself; nothing of it is proven yet.

    It is proven when the certificate was issued by the authority the terminal
    trusts, names the same staff number and role, and its key verifies what
    `StaffCard.prove` gave.

    Attributes:
        certificate: X.509 certificate of the card's key (P-256), DER.
        tries_left: How many wrong PINs the card still takes; 0 is blocked.
    """

    number: str
    role: StaffRole
    name: str = field(repr=False)
    certificate: bytes = field(repr=False)
    tries_left: int


@dataclass(frozen=True, slots=True)
class PinCheck:
    """The card's answer to a PIN.

    Attributes:
        tries_left: How many more wrong PINs the card takes, all of them after
            a right one; 0 is blocked, and only the issuing office can help.
    """

    is_right: bool
    tries_left: int

    @property
    def is_blocked(self) -> bool:
        """Whether the card takes no PIN any more."""
        return not self.is_right and self.tries_left == 0


class StaffCard(Device, Protocol):
    """Talks to staff cards: look, check the PIN, sign.

    Methods may raise:
        CardRemoved: the card was taken away.
        CardUnreadable: chip mute, damaged or not as its kind should be.
        ForeignCard: the card is none of staff.
        Cancelled: the command was called off.
        DeviceLost: the reader or its service went away.
    """

    def present(self, cancellation: Cancellation) -> StaffBadge:
        """Wait for a card, for as long as it takes, and read its badge.

        A card that already lies in the reader is read at once.
        """

    def verify_pin(self, pin: str, cancellation: Cancellation) -> PinCheck:
        """Have the card in the reader check a PIN; a wrong one costs a try.

        After a right PIN the card signs once, within some seconds, if it is
        not pulled in between. No PIN is ever sent but the one given here.

        Raises:
            InvalidValue: the PIN is not 6 to 8 digits; no try was spent.
        """

    def prove(self, challenge: bytes, cancellation: Cancellation) -> bytes:
        """Have the card sign a challenge and forget the PIN again.

        Args:
            challenge: 32 fresh random bytes.
            cancellation: Calls the command off.

        Returns:
            ECDSA signature (DER) with SHA-256 over `PROOF_CONTEXT` and the
            challenge.

        Raises:
            InvalidValue: the challenge is not 32 bytes.
            CardUnreadable: with reason ``pin-needed`` when no right PIN was
                checked before, or too long ago.
        """
