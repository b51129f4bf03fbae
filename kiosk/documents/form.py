"""What a kind of certificate looks like: its titles and the parts of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook

__all__ = ["Form"]

FactsType = TypeVar("FactsType")


@dataclass(frozen=True, slots=True)
class Form(Generic[FactsType]):
    """How facts of one type become pages.

    Attributes:
        title: The Chinese title, without the city's name.
        english: The English line below the title.
        blocks: The parts between title and foot, from top to bottom.
    """

    title: Callable[[FactsType], str]
    english: str
    blocks: Callable[[FactsType, FontBook], Iterator[Block]]
