"""A slip becomes a picture, dot by dot: what any ESC/POS printer can print.

Printers differ in their Chinese fonts and code pages, and lack rare characters of
names; a picture from our own font looks the same on all of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from drivers.receipt.roll import WIDTHS
from kiosk.domain.fault import UnknownGlyph

if TYPE_CHECKING:
    from kiosk.domain.receipt import Slip

__all__ = ["draw_strip"]

_FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_BOLD, _PLAIN = "NotoSansSC-Bold.ttf", "NotoSansSC-Medium.ttf"
_TITLE, _TEXT, _SMALL = 52, 34, 26
"""Sizes in dots; 8 dots are a millimetre, so text is 12 pt high."""
_LEADING = 1.35
_GAP, _MARGIN = 20, 4
_QR_SHARE = 0.5
_QUIET = 4
_HIGHEST = 6000
_NOTHING = "\U0010fffd"
"""A character that no font has: shows how a missing one is drawn."""

Font = ImageFont.FreeTypeFont


def draw_strip(slip: Slip, width: int = WIDTHS[80]) -> Image.Image:
    """Draw a slip, black on white, as wide as the roll and as long as it takes.

    Raises:
        UnknownGlyph: our font lacks a character; nothing is left out silently.
    """
    sheet = _Sheet(width)
    sheet.write(slip.title, _font(_BOLD, _TITLE), is_centred=True)
    sheet.rule()
    for label, value in slip.lines:
        sheet.fact(label, value)
    if slip.qr:
        sheet.code(slip.qr)
    sheet.rule()
    for note in slip.notes:
        sheet.write(note, _font(_PLAIN, _SMALL))
    return sheet.finished()


class _Sheet:
    """Paper that is written from top to bottom."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._paper = Image.new("1", (width, _HIGHEST), 1)
        self._pen = ImageDraw.Draw(self._paper)
        self._pen.fontmode = "1"
        self._top = _GAP

    def write(self, text: str, font: Font, *, is_centred: bool = False) -> None:
        for line in _wrapped(text, font, self._width - 2 * _MARGIN):
            spare = self._width - font.getlength(line)
            self._put(line, spare / 2 if is_centred else _MARGIN, font)
            self._top += round(font.size * _LEADING)

    def fact(self, label: str, value: str) -> None:
        """Write label and value on one line, or the value below where it is long."""
        plain, bold = _font(_PLAIN, _TEXT), _font(_BOLD, _TEXT)
        room = self._width - 2 * _MARGIN - plain.getlength(f"{label}　")
        self._put(label, _MARGIN, plain)
        if bold.getlength(value) <= room:
            self._put(value, self._width - _MARGIN - bold.getlength(value), bold)
            self._top += round(_TEXT * _LEADING)
            return
        self._top += round(_TEXT * _LEADING)
        self.write(value, bold)

    def code(self, content: str) -> None:
        """Draw a QR code with whole dots for each module and its quiet zone."""
        import segno  # noqa: PLC0415 - a start waits for no slip

        matrix = tuple(segno.make(content, error="m", micro=False).matrix)
        modules = len(matrix) + 2 * _QUIET
        scale = max(3, int(self._width * _QR_SHARE) // modules)
        left = (self._width - scale * modules) // 2 + scale * _QUIET
        self._top += scale * _QUIET
        for row in matrix:
            for column, is_dark in enumerate(row):
                if is_dark:
                    corner = (left + column * scale, self._top)
                    size = (scale, scale)
                    self._paper.paste(0, _box(corner, size))
            self._top += scale
        self._top += scale * _QUIET

    def rule(self) -> None:
        self._top += _GAP // 2
        self._paper.paste(0, (0, self._top, self._width, self._top + 2))
        self._top += _GAP

    def finished(self) -> Image.Image:
        return self._paper.crop((0, 0, self._width, self._top + _GAP))

    def _put(self, text: str, left: float, font: Font) -> None:
        _check_drawable(text, font)
        self._pen.text((left, self._top), text, fill=0, font=font)


def _box(corner: tuple[int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    return (*corner, corner[0] + size[0], corner[1] + size[1])


def _wrapped(text: str, font: Font, room: float) -> list[str]:
    lines = [""]
    for character in text:
        if font.getlength(lines[-1] + character) > room:
            lines.append("")
        lines[-1] += character
    return lines


def _check_drawable(text: str, font: Font) -> None:
    missing = _shape(font, _NOTHING)
    for character in text:
        shape = _shape(font, character)
        is_drawn = any(shape[1]) and shape != missing
        if not is_drawn and not character.isspace():
            raise UnknownGlyph(codepoint=f"U+{ord(character):04X}")


@cache
def _font(name: str, size: int) -> Font:
    return ImageFont.truetype(str(_FONTS / name), size)


def _shape(font: Font, character: str) -> tuple[object, bytes]:
    mask = font.getmask(character, mode="1")
    return mask.size, bytes(mask)
