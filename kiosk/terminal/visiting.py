"""One visit as the desk sees it: number, service, open question, how it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.visit.attend import apology, attending, farewell
from kiosk.visit.conversation import Conversation

if TYPE_CHECKING:
    from kiosk.visit.service import Service

__all__ = ["Ending", "Visit"]


class Ending(StrEnum):
    """Why a visit is over."""

    DONE = "done"
    LEFT = "left"
    IDLE = "idle"
    CARD_TAKEN = "card-taken"
    BUG = "bug"
    TAMPERED = "tampered"


_LAST_WORDS = {
    Ending.CARD_TAKEN: "card-removed",
    Ending.BUG: "bug",
    Ending.TAMPERED: "tampered",
}


@dataclass(slots=True)
class Visit:
    """One resident's visit; dropping it erases everything they told us.

    Attributes:
        has_read_card: From then on, a pulled card ends the visit.
        is_staff: A member of staff is signed in by the card in the reader; a
            pulled one ends the visit even where that must wait for a moment.
        is_locked_out: The card was pulled at such a moment.
        ending: Set once the service is over and only the farewell is left.
    """

    number: int
    service: Service
    conversation: Conversation = field(init=False)
    has_read_card: bool = False
    is_staff: bool = False
    is_locked_out: bool = False
    ending: Ending | None = None

    def __post_init__(self) -> None:
        """Prepare the service's conversation."""
        self.conversation = Conversation(attending(self.service.converse))

    def part(self, ending: Ending, *, card_is_in: bool) -> bool:
        """Erase the service's conversation; true if a last word is still to say."""
        self.conversation.leave()
        if self.ending is None:
            self.ending = ending
            if ending in _LAST_WORDS:
                return self._go_on(Conversation(apology(_LAST_WORDS[ending])))
        return card_is_in and self._go_on(Conversation(farewell))

    def _go_on(self, conversation: Conversation) -> bool:
        self.has_read_card = False
        self.is_staff = self.is_locked_out = False
        self.conversation = conversation
        conversation.start()
        return True
