"""What the terminal expects of a card reader, contact or contactless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.ports.device import Device

if TYPE_CHECKING:
    from kiosk.domain.card import ResidentCard
    from kiosk.ports.device import Cancellation

__all__ = ["CardReader"]


class CardReader(Device, Protocol):
    """Reads the holder from a card.

    ``status().media`` tells whether a card lies in the reader; a contactless
    reader that cannot tell says ``UNKNOWN``.
    """

    def read(self, cancellation: Cancellation) -> ResidentCard:
        """Wait for a card, for as long as it takes, and read it.

        A card that already lies in the reader is read at once.

        Raises:
            Cancelled: the wait was called off.
            CardRemoved: the card was taken away while it was read.
            CardUnreadable: chip mute, damaged or locked by keys we lack.
            ForeignCard: the card is not one that names a resident.
            DeviceLost: the reader or its service went away.
        """

    def await_removal(self, cancellation: Cancellation) -> None:
        """Wait until no card lies in the reader; at once where none can lie.

        Raises:
            Cancelled: the wait was called off.
            DeviceLost: the reader or its service went away.
        """
