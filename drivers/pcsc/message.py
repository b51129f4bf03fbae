"""What the reading child and its parent tell one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.card import ResidentCard
    from kiosk.domain.fault import Fault

__all__ = ["SILENT", "Outcome", "ReadRequest", "Sight"]

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
class Outcome:
    """The one answer to a request; neither card nor fault: no card was there."""

    card: ResidentCard | None = None
    fault: Fault | None = None
