"""Parts of a document flowing over as many pages as they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kiosk.documents.sheet import Sheet

__all__ = ["Block", "paginate"]


class Block(Protocol):
    """A part that stands below the one before it; sizes in points."""

    @property
    def gap(self) -> float:
        """Space above it; none at the top of a page."""

    @property
    def height(self) -> float:
        """Height without the gap."""

    def split(self, room: float) -> tuple[Block | None, Block | None]:
        """Cut off what fits a height; either side may be nothing."""

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw it below a height."""


def paginate(
    blocks: Iterable[Block], first_room: float, room: float
) -> list[list[Block]]:
    """Lay blocks out on pages: the first has its own room, the others the same.

    What fits no page at all is put on one nevertheless, whole.
    """
    pages: list[list[Block]] = [[]]
    left, waiting = first_room, list(blocks)[::-1]
    while waiting:
        block = waiting.pop()
        gap = block.gap if pages[-1] else 0.0
        head, rest = block.split(left - gap)
        if head is None and not pages[-1] and len(pages) > 1:
            head, rest = block, None
        if head is not None:
            pages[-1].append(head)
            left -= gap + head.height
        if rest is not None:
            waiting.append(rest)
            pages.append([])
            left = room
    return pages
