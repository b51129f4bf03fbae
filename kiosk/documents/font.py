"""The fonts of the documents: loaded once, no character lost or guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from kiosk.domain.fault import UnknownGlyph

__all__ = ["Face", "FontBook", "FontsMissing"]

_FIRST_PRINTABLE = 32
_BLOCK = 100


class FontsMissing(Exception):
    """The fonts that set-up fetches are not there; the message says where."""


@dataclass(frozen=True, slots=True)
class Face:
    """One weight: fonts in the order in which they are asked for a character."""

    fonts: tuple[ttfonts.TTFont, ...]

    @property
    def name(self) -> str:
        """Name of the first font."""
        return str(self.fonts[0].fontName)

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Cut a text into stretches that one font can draw.

        Raises:
            UnknownGlyph: no font has a character; nothing is left out silently.
        """
        for name, characters in groupby(text, key=self._font_of):
            yield name, "".join(characters)

    def width(self, text: str, size: float) -> float:
        """Measure a text in points."""
        return sum(
            pdfmetrics.stringWidth(run, name, size) for name, run in self.runs(text)
        )

    def _font_of(self, character: str) -> str:
        for font in self.fonts:
            if ord(character) in font.face.charToGlyph:
                return str(font.fontName)
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
    font = ttfonts.TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    return font


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
