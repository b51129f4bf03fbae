"""The child that watches card readers, known before all other parts are loaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kiosk.work.early_child import EarlyChild

if TYPE_CHECKING:
    from kiosk.part_settings import CardSettings

__all__ = ["begin_contact_child", "contact_child"]


def begin_contact_child(cards: CardSettings) -> None:
    """Start it where there is a reader: nothing else keeps the first screen so long."""
    if cards.pcsc:
        contact_child(cards).begin()


@cache
def contact_child(cards: CardSettings) -> EarlyChild:
    """Give the one launch of these settings' readers, whoever asks."""
    keys = {"library": cards.library, "authenticator": cards.authenticator}
    return EarlyChild("drivers.pcsc.reader_child:serve", keys)
