"""One A4 page to draw on: texts that fit, tables, rules; sizes in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Literal

from reportlab import rl_config
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.font import Face, FontBook
from kiosk.documents.qr_code import QrCode

__all__ = ["GREY", "INK", "MARGIN", "PAGE_HEIGHT", "PAGE_WIDTH", "Column", "Sheet"]

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm

INK = Color(0.10, 0.10, 0.12)
GREY = Color(0.42, 0.43, 0.46)
_RULE = Color(0.72, 0.73, 0.76)
_SHADE = Color(0.955, 0.958, 0.965)
_MARK = Color(0.75, 0.10, 0.12, alpha=0.22)
_BASELINE = 0.36

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: Chinese heading, English heading, its part of the width."""

    title: str
    english: str
    part: float
    align: Align = "centre"


class Sheet:
    """Draws pages of one document."""

    def __init__(self, title: str, author: str, fonts: FontBook) -> None:
        """Begin a document with its first page."""
        rl_config.useA85 = 0
        self.fonts = fonts
        self._out = BytesIO()
        self._canvas = Canvas(
            self._out,
            pagesize=A4,
            initialFontName=fonts.regular.name,  # type: ignore[arg-type] # stub is wrong
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("kiosk")

    def finish(self) -> bytes:
        """Give the document's bytes."""
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()

    def text(  # noqa: PLR0913 - a text has this many sides
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 10,
        face: Face | None = None,
        align: Align = "left",
        colour: Color = INK,
        room: float | None = None,
    ) -> None:
        """Write one line; it shrinks where its room is too small.

        Raises:
            UnknownGlyph: a character that no font has.
        """
        face = face or self.fonts.regular
        width = face.width(words, size)
        if room is not None and width > room:
            size, width = size * room / width, room
        x -= {"left": 0.0, "centre": width / 2, "right": width}[align]
        self._canvas.setFillColor(colour)
        for name, run in face.runs(words):
            self._canvas.setFont(name, size)
            self._canvas.drawString(x, y, run)
            x += self._canvas.stringWidth(run, name, size)

    def paragraph(
        self, x: float, y: float, words: str, size: float, room: float
    ) -> float:
        """Write a text in lines; gives the height it took."""
        leading = size * 1.55
        lines = _lines(words, self.fonts.regular, size, room)
        for place, line in enumerate(lines):
            self.text(x, y - size - place * leading, line, size=size)
        return leading * len(lines)

    def rule(self, x1: float, y: float, x2: float, width: float = 0.5) -> None:
        """Draw a thin line across."""
        self._canvas.setStrokeColor(_RULE)
        self._canvas.setLineWidth(width)
        self._canvas.line(x1, y, x2, y)

    def table(
        self,
        top: float,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        row_height: float,
        size: float = 9,
    ) -> float:
        """Draw a table over the full width; gives the y below it."""
        width = PAGE_WIDTH - 2 * MARGIN
        total = sum(column.part for column in columns)
        edges = [MARGIN]
        for column in columns:
            edges.append(edges[-1] + width * column.part / total)
        head = row_height * 1.35
        self._shade(MARGIN, top - head, width, head)
        self._head(top, head, columns, edges)
        y = top - head
        for row in rows:
            self._row(y, row_height, columns, edges, row, size)
            y -= row_height
        self._grid(top, y, head, row_height, edges, len(rows))
        return y

    def qr(self, x: float, y: float, side: float, code: QrCode) -> None:
        """Draw a QR code with its quiet zone inside a square."""
        modules = len(code.rows) + 8
        step = side / modules
        path = self._canvas.beginPath()
        for down, row in enumerate(code.rows):
            for across, length in _black_runs(row):
                left, bottom = x + (across + 4) * step, y + side - (down + 5) * step
                path.rect(left, bottom, length * step, step)
        self._canvas.setFillColor(Color(0, 0, 0))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def mark(self, words: str, english: str) -> None:
        """Lay a large diagonal mark over the page."""
        self._canvas.saveState()
        self._canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        self._canvas.rotate(40)
        face = self.fonts.bold
        self.text(0, 6, words, size=70, face=face, align="centre", colour=_MARK)
        self.text(0, -42, english, size=30, face=face, align="centre", colour=_MARK)
        self._canvas.restoreState()

    def _shade(self, x: float, y: float, width: float, height: float) -> None:
        self._canvas.setFillColor(_SHADE)
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def _head(
        self, top: float, head: float, columns: Sequence[Column], edges: Sequence[float]
    ) -> None:
        for column, left, right in zip(columns, edges, edges[1:], strict=False):
            middle, room = (left + right) / 2, right - left - 4
            self.text(
                middle,
                top - head * 0.47,
                column.title,
                size=8.8,
                face=self.fonts.bold,
                align="centre",
                room=room,
            )
            self.text(
                middle,
                top - head * 0.83,
                column.english,
                size=6.2,
                align="centre",
                colour=GREY,
                room=room,
            )

    def _row(  # noqa: PLR0913, PLR0917 - a row of a table knows its table
        self,
        y: float,
        height: float,
        columns: Sequence[Column],
        edges: Sequence[float],
        row: Sequence[str],
        size: float,
    ) -> None:
        base = y - height / 2 - size * _BASELINE
        for column, left, right, words in zip(
            columns, edges, edges[1:], row, strict=False
        ):
            x = {"left": left + 4, "centre": (left + right) / 2, "right": right - 4}
            self.text(
                x[column.align],
                base,
                words,
                size=size,
                align=column.align,
                room=right - left - 8,
            )

    def _grid(  # noqa: PLR0913, PLR0917 - as above
        self,
        top: float,
        bottom: float,
        head: float,
        row_height: float,
        edges: Sequence[float],
        rows: int,
    ) -> None:
        self._canvas.setStrokeColor(_RULE)
        self._canvas.setLineWidth(0.5)
        for edge in edges:
            self._canvas.line(edge, top, edge, bottom)
        for y in (top, *(top - head - row * row_height for row in range(rows + 1))):
            self._canvas.line(edges[0], y, edges[-1], y)


def _lines(words: str, face: Face, size: float, room: float) -> list[str]:
    """Cut a Chinese text into lines; no mark of ending stands at a line's start."""
    lines, line = [], ""
    for character in words:
        is_full = face.width(line + character, size) > room
        if line and is_full and character not in "，。；：、）":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def _black_runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give start and length of each black stretch; drawn whole it has no seams."""
    across = 0
    for is_black, cells in groupby(row):
        length = len(list(cells))
        if is_black:
            yield across, length
        across += length
