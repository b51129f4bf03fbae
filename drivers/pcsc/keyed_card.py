"""Cards whose number and name are locked by keys: read with the maker's library.

The library cannot say that the card it read is the one that lay there a moment
before. So the card's identification code, which is free to read, is compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.pcsc.card_library import CardLibrary, authenticator_named
from drivers.pcsc.connection import connected
from drivers.pcsc.message import Outcome
from drivers.pcsc.reading import read_identification_code
from kiosk.domain.fault import CardRemoved, Fault

if TYPE_CHECKING:
    from kiosk.domain.fault import CardUnreadable

__all__ = ["KeyedCard"]

_LOCKED = "needs-authentication"


class KeyedCard:
    """Knows the maker's library, where this terminal has one."""

    def __init__(self, library: str, authenticator: str = "") -> None:
        """Remember the library's path, empty for none; loaded by the first card."""
        self._path = library
        self._authenticator = authenticator
        self._library: CardLibrary | None = None

    def read(self, reader: str, trouble: CardUnreadable) -> Outcome:
        """Read the card behind its locks, or give the trouble back as it is."""
        if trouble.facts.get("reason") != _LOCKED or not self._path:
            return Outcome(fault=trouble)
        try:
            card = self._loaded().read()
            with connected(reader) as transmit:
                code = read_identification_code(transmit)
        except Fault as fault:
            return Outcome(fault=fault)
        is_same = code == card.identification_code
        return Outcome(card=card) if is_same else Outcome(fault=CardRemoved())

    def _loaded(self) -> CardLibrary:
        if self._library is None:
            authenticator = authenticator_named(self._authenticator)
            self._library = CardLibrary(self._path, authenticator)
        return self._library
