"""A4 pages to draw on: texts that fit, rules, boxes, codes; sizes in points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from reportlab import rl_config
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.font import Face, FontBook
from kiosk.documents.qr_code import QrCode
from kiosk.documents.structure import ARTIFACT, Part, Structure

__all__ = [
    "GREY",
    "INK",
    "MARGIN",
    "PAGE_HEIGHT",
    "PAGE_WIDTH",
    "Align",
    "Drawn",
    "Sheet",
]

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm

INK = Color(0.10, 0.10, 0.12)
GREY = Color(0.42, 0.43, 0.46)
_RULE = Color(0.72, 0.73, 0.76)
_SHADE = Color(0.955, 0.958, 0.965)
_MARK = Color(0.75, 0.10, 0.12, alpha=0.22)

_BLACK = re.compile(rb"\x01+")

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pages and their structure, which is put in last."""

    pdf: bytes
    structure: Structure

    def whole(self) -> bytes:
        """Give the pages with their structure."""
        return self.structure.tagged(self.pdf)


class Sheet:
    """Draws pages of one document."""

    def __init__(self, title: str, author: str, fonts: FontBook) -> None:
        """Begin a document with its first page.

        The same drawing gives the same bytes: no time and no random number is
        written.
        """
        rl_config.useA85 = 0
        self.fonts = fonts
        self.structure = Structure()
        self._out = BytesIO()
        self._ink: Color | None = None
        self._code: QrCode | None = None
        self._cells = ""
        self._written: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
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
        self.structure.turn()
        self._ink = None

    def finish(self) -> Drawn:
        """Give the document."""
        self._canvas.showPage()
        self._canvas.save()
        return Drawn(self._out.getvalue(), self.structure)

    @contextmanager
    def part(
        self, kind: str, more: str = "", within: Part | None = None
    ) -> Iterator[Part]:
        """Let what is drawn be one part of the document, such as ``P``."""
        part = self.structure.add(kind, more, within)
        with self.structure.within(part):
            yield part

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
        if colour is not self._ink:
            self._canvas.setFillColor(colour)
            self._ink = colour
        shown = [
            f"/{font} {size:.3f} Tf ({part}) Tj"
            for name, run in face.runs(words)
            for font, part in self._encoded(name, run)
        ]
        language = " /Lang (en)" if words.isascii() and words.isalpha() else ""
        self._canvas.addLiteral(
            f"{self.structure.mark(language)} BT 1 0 0 1 {x:.3f} {y:.3f} Tm"
            f" {' '.join(shown)} ET EMC"
        )

    def _encoded(self, name: str, run: str) -> tuple[tuple[str, str], ...]:
        """Write a stretch by the codes of its font's subsets, once a document.

        reportlab's own text objects take ten times as long (5.1.0).
        """
        known = self._written.get((name, run))
        if known is None:
            font: Any = pdfmetrics.getFont(name)
            canvas: Any = self._canvas
            document = canvas._doc  # noqa: SLF001 - its text objects do the same
            known = tuple(
                (
                    font.getSubsetInternalName(subset, document).lstrip("/"),
                    canvas._escape(codes),  # noqa: SLF001
                )
                for subset, codes in font.splitString(run, document)
            )
            self._written[name, run] = known
        return known

    def lines(self, *lines: tuple[float, float, float, float]) -> None:
        """Draw thin lines, each from one point to another."""
        self._canvas.addLiteral(ARTIFACT)
        self._canvas.setStrokeColor(_RULE)
        self._canvas.setLineWidth(0.5)
        self._canvas.lines(lines)
        self._canvas.addLiteral("EMC")

    def shade(self, x: float, y: float, width: float, height: float) -> None:
        """Lay a light grey under what is written next."""
        self._canvas.addLiteral(ARTIFACT)
        self._canvas.setFillColor(_SHADE)
        self._ink = None
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)
        self._canvas.addLiteral("EMC")

    def tone(
        self, x: float, y: float, width: float, height: float, grey: float
    ) -> None:
        """Fill a box with a grey, from 0 for black to 1 for white."""
        self._canvas.setFillColor(Color(grey, grey, grey))
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def qr(self, x: float, y: float, side: float, code: QrCode) -> None:
        """Draw a QR code into a square, its quiet zone around the square."""
        if self._code is not code:
            # The same one stands on every page.
            self._code, self._cells = code, _cells(code)
        self._ink = None
        marked, step = self.structure.mark(), side / len(code.rows)
        place = f"{step:.5f} 0 0 {step:.5f} {x:.3f} {y:.3f} cm"
        self._canvas.addLiteral(f"{marked} q 0 0 0 rg {place} {self._cells} f Q EMC")

    def mark(self, words: str, english: str) -> None:
        """Lay a large diagonal mark over the page."""
        self._canvas.saveState()
        self._ink = None
        self._canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        self._canvas.rotate(40)
        face = self.fonts.bold
        self.text(0, 6, words, size=70, face=face, align="centre", colour=_MARK)
        self.text(0, -42, english, size=30, face=face, align="centre", colour=_MARK)
        self._canvas.restoreState()
        self._ink = None


def _cells(code: QrCode) -> str:
    """Write a code's black stretches as rectangles, a module's side being one."""
    return " ".join(
        f"{across} {height} {length} 1 re"
        for height, row in enumerate(reversed(code.rows))
        for across, length in _black_runs(row)
    )


def _black_runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give start and length of each black stretch; drawn whole it has no seams."""
    for black in _BLACK.finditer(bytes(row)):
        yield black.start(), black.end() - black.start()
