"""A service as the terminal offers it: a key, what it needs, and its conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from kiosk.visit.conversation import Converse

__all__ = ["Need", "Service"]


class Need(StrEnum):
    """Parts a service cannot do without.

    *Records* are the centre itself, or what it prepared for when it is away.
    """

    CARD = "card"
    FACE = "face"
    PRINTER = "printer"
    CENTRE = "centre"
    RECORDS = "records"
    STORE = "store"
    DOCUMENTS = "documents"
    SCANNER = "scanner"


@dataclass(frozen=True, slots=True)
class Service:
    """One thing a resident can do here.

    Attributes:
        key: Texts ``service.<key>.title`` and ``.subtitle``; icon of that name.
        needs: What must work for the service to be offered.
        rank: Place on the welcome screen, lower is earlier.
        converse_about: The same conversation, begun at one thing of many.
    """

    key: str
    needs: frozenset[Need]
    converse: Converse
    rank: int = 100
    converse_about: Callable[[str], Coroutine[Any, Any, None]] | None = None

    def about(self, thing: str) -> Service:
        """Give the service begun at one thing, or itself where it has no such."""
        if not thing or self.converse_about is None:
            return self
        return replace(self, converse=partial(self.converse_about, thing))
