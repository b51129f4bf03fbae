"""A4 pages to draw on: texts that fit, rules, boxes, codes; sizes in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

__all__ = ["GREY", "INK", "MARGIN", "PAGE_HEIGHT", "PAGE_WIDTH", "Align", "Sheet"]

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm

INK = Color(0.10, 0.10, 0.12)
GREY = Color(0.42, 0.43, 0.46)
_RULE = Color(0.72, 0.73, 0.76)
_SHADE = Color(0.955, 0.958, 0.965)
_MARK = Color(0.75, 0.10, 0.12, alpha=0.22)

Align = Literal["left", "centre", "right"]


class Sheet:
    """Draws pages of one document."""

    def __init__(self, title: str, author: str, fonts: FontBook) -> None:
        """Begin a document with its first page.

        The same drawing gives the same bytes: no time and no random number is
        written.
        """
        rl_config.useA85 = 0
        self.fonts = fonts
        self._out = BytesIO()
        self._canvas = Canvas(
            self._out,
            pagesize=A4,
            initialFontName=fonts.regular.name,  # type: ignore[arg-type] # stub is wrong
            lang="zh-CN",
            invariant=1,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("kiosk")

    def turn(self) -> None:
        """Go on with the next page."""
        self._canvas.showPage()

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

    def lines(self, *lines: tuple[float, float, float, float]) -> None:
        """Draw thin lines, each from one point to another."""
        self._canvas.setStrokeColor(_RULE)
        self._canvas.setLineWidth(0.5)
        self._canvas.lines(lines)

    def shade(self, x: float, y: float, width: float, height: float) -> None:
        """Lay a light grey under what is written next."""
        self._canvas.setFillColor(_SHADE)
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def tone(
        self, x: float, y: float, width: float, height: float, grey: float
    ) -> None:
        """Fill a box with a grey, from 0 for black to 1 for white."""
        self._canvas.setFillColor(Color(grey, grey, grey))
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def qr(self, x: float, y: float, side: float, code: QrCode) -> None:
        """Draw a QR code into a square, its quiet zone around the square."""
        step = side / len(code.rows)
        path = self._canvas.beginPath()
        for down, row in enumerate(code.rows):
            bottom = y + side - (down + 1) * step
            for across, length in _black_runs(row):
                path.rect(x + across * step, bottom, length * step, step)
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


def _black_runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give start and length of each black stretch; drawn whole it has no seams."""
    across = 0
    for is_black, cells in groupby(row):
        length = len(list(cells))
        if is_black:
            yield across, length
        across += length
