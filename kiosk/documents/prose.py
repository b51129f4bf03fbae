"""Lines of words below one another: an opening sentence, notes."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.colors import Color

from kiosk.documents.font import Face
from kiosk.documents.sheet import INK, MARGIN, PAGE_WIDTH, Sheet

__all__ = ["Prose"]

_WIDTH = PAGE_WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Prose:
    """Words over the full width that stay together on one page.

    Attributes:
        leading: Height of a line in parts of the size.
    """

    lines: tuple[str, ...]
    size: float
    leading: float
    gap: float = 0.0
    colour: Color = INK

    @classmethod
    def wrapped(  # noqa: PLR0913 - a paragraph has this many sides
        cls,
        paragraphs: tuple[str, ...],
        face: Face,
        size: float,
        leading: float,
        *,
        gap: float = 0.0,
        colour: Color = INK,
    ) -> Prose:
        """Break paragraphs into lines."""
        lines = (line for each in paragraphs for line in face.lines(each, size, _WIDTH))
        return cls(tuple(lines), size, leading, gap, colour)

    @property
    def height(self) -> float:
        """Height of all lines."""
        return len(self.lines) * self.size * self.leading

    def split(self, room: float) -> tuple[Prose | None, Prose | None]:
        """Keep together; see `Block.split`."""
        return (self, None) if self.height <= room else (None, self)

    def draw(self, sheet: Sheet, top: float) -> None:
        """Write the lines."""
        step = self.size * self.leading
        with sheet.part("P"):
            for place, line in enumerate(self.lines):
                base = top - self.size - place * step
                sheet.text(MARGIN, base, line, size=self.size, colour=self.colour)
