"""The fonts of the documents: loaded once, no character lost or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

from kiosk.domain.fault import UnknownGlyph

__all__ = ["Face", "FontBook", "FontsMissing"]

_FIRST_PRINTABLE = 32
_BLOCK = 100
_CLOSING = "，。；：、）"
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)


class FontsMissing(Exception):
    """The fonts that set-up fetches are not there; the message says where."""


class Face:
    """One weight: fonts in the order in which they are asked for a character."""

    def __init__(self, fonts: Sequence[ttfonts.TTFont]) -> None:
        """Take the fonts, the leading one first."""
        self.name = str(fonts[0].fontName)
        self._glyphs = _Glyphs(fonts)

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Cut a text into stretches that one font can draw, each with its font.

        Raises:
            UnknownGlyph: no font has a character; nothing is left out silently.
        """
        for name, characters in groupby(text, key=lambda each: self._glyphs[each][0]):
            yield name, "".join(characters)

    def width(self, text: str, size: float) -> float:
        """Measure a text in points; these fonts are set without kerning."""
        glyphs = self._glyphs
        return size * sum([glyphs[character][1] for character in text])

    def lines(self, text: str, size: float, room: float) -> list[str]:
        """Cut a text into lines, between Chinese characters or whole words.

        No mark of ending stands at a line's start. A word wider than a line is
        cut all the same.
        """
        lines, line, left = [], "", room
        for word in self._words(text, size, room):
            width = self.width(word, size)
            if line and width > left and word not in _CLOSING:
                lines.append(line)
                line, left = "", room
            line += word
            left -= width
        return [*lines, line]

    def _words(self, text: str, size: float, room: float) -> Iterator[str]:
        for word in _WORD.findall(text):
            if self.width(word, size) > room:
                yield from word
            else:
                yield word


class _Glyphs(dict[str, tuple[str, float]]):
    """Which font draws a character, and how wide in parts of the size."""

    def __init__(self, fonts: Sequence[ttfonts.TTFont]) -> None:
        super().__init__()
        self._fonts = fonts

    def __missing__(self, character: str) -> tuple[str, float]:
        for font in self._fonts:
            if ord(character) in font.face.charToGlyph:
                name = str(font.fontName)
                found = (name, pdfmetrics.stringWidth(character, name, 1))
                self[character] = found
                return found
        raise UnknownGlyph(codepoint=f"U+{ord(character):04X}")


@dataclass(frozen=True, slots=True)
class FontBook:
    """The three faces of every document."""

    regular: Face
    bold: Face
    serif: Face

    @classmethod
    def load(cls, directory: Path, spare: Sequence[Path] = ()) -> FontBook:
        """Load the fonts, once in a process.

        Args:
            directory: Where ``NotoSansSC-*.ttf`` and ``NotoSerifSC-Bold.ttf`` are.
            spare: Fonts to ask for what those lack.

        Raises:
            FontsMissing: one of them is not there.
        """
        return _load(directory, tuple(spare))


@cache
def _load(directory: Path, spare: tuple[Path, ...]) -> FontBook:
    # Codes beyond the BMP get a wrong ToUnicode entry (reportlab 5.1.0, five hex
    # digits), which corrupts names on copy and search.
    ttfonts.makeToUnicodeCMap = _unicode_map  # type: ignore[assignment]
    sans = _font(directory, "NotoSansSC-Regular")
    spares = tuple(_font(path.parent, path.stem) for path in spare)
    return FontBook(
        regular=Face((sans, *spares)),
        bold=Face((_font(directory, "NotoSansSC-Bold"), sans, *spares)),
        serif=Face((_font(directory, "NotoSerifSC-Bold"), sans, *spares)),
    )


def _font(directory: Path, name: str) -> ttfonts.TTFont:
    path = directory / f"{name}.ttf"
    if not path.is_file():
        message = f"{path} is missing; run the set-up"
        raise FontsMissing(message)
    # Only what is written: else each subset carries all of ASCII.
    font = ttfonts.TTFont(name, str(path), asciiReadable=0)
    _lend_outlines(font.face)
    pdfmetrics.registerFont(font)
    return font


class _Outlines:
    """The table of outlines, of which a subset reads a few; never copied whole."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


def _lend_outlines(face: Any) -> None:  # noqa: ANN401 - reportlab's is not typed
    """Spare each subset a copy of ten megabytes (reportlab 5.1.0)."""
    whole_table = face.get_table
    start, _ = face.get_table_pos("glyf")
    outlines = _Outlines(face._ttf_data, start)  # noqa: SLF001
    face.get_table = lambda tag: outlines if tag == "glyf" else whole_table(tag)


def _unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """Write a ToUnicode map (ISO 32000-1, 9.10.3) with UTF-16BE values."""
    known = [(code, value) for code, value in enumerate(subset) if _is_text(value)]
    blocks = [known[at : at + _BLOCK] for at in range(0, len(known), _BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        (
            f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) "
            "/Supplement 0 >> def"
        ),
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{max(len(subset) - 1, 0):02X}>",
        "endcodespacerange",
        *(line for block in blocks for line in _block(block)),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)


def _block(entries: Sequence[tuple[int, int]]) -> list[str]:
    pairs = [
        f"<{code:02X}> <{chr(value).encode('utf-16-be').hex().upper()}>"
        for code, value in entries
    ]
    return [f"{len(entries)} beginbfchar", *pairs, "endbfchar"]


def _is_text(value: int) -> bool:
    return value >= _FIRST_PRINTABLE
