"""The person a question is about, as far as a card names them."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The person a question is about, as the card named them."""

    number: str = field(repr=False)
    name: str = field(repr=False)
