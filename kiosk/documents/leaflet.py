"""The leaflet that residents take home: A4, large type, a code for the telephone.

Body and title are set in 18 points and more, as large print for elders is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import segno
from reportlab.lib.units import mm

from kiosk.documents.flow import Block as FlowBlock
from kiosk.documents.flow import paginate
from kiosk.documents.font import Face, FontBook
from kiosk.documents.qr_code import QrCode
from kiosk.documents.sheet import GREY, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Sheet
from kiosk.domain.leaflet import DrawnLeaflet, Leaflet
from kiosk.domain.library import Block, BlockKind

__all__ = ["draw_leaflet"]

_TITLE, _HEADING, _BODY, _SMALL = 26.0, 21.0, 18.0, 12.0
_LEADING = 1.5
_INDENT = 11 * mm
_WIDTH = PAGE_WIDTH - 2 * MARGIN
_MIDDLE = PAGE_WIDTH / 2
_TOP = PAGE_HEIGHT - 20 * mm
_CODE = 46 * mm
_FOOT = 16 * mm
_FLOOR = _FOOT + _CODE + 10 * mm
"""Words end above the code, which stands on every page: pages get parted."""

_WORDS = {
    "zh-CN": (
        "手机扫一扫，把这些话带走",
        "拨打 12333 咨询",
        "内容如有更新，以经办机构最新公布为准。本页没有印章，不作为证明使用。",
        "发布日期 {day}    第 {page} 页 / 共 {pages} 页",
    ),
    "en": (
        "Scan it: your phone takes the words along",
        "Questions? Call 12333",
        "What the agencies publish last is what counts. No seal: this proves nothing.",
        "Published {day}    Page {page} of {pages}",
    ),
}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Words that may go on overleaf, between any two lines."""

    lines: tuple[str, ...]
    face: Face
    size: float
    gap: float
    mark: str = ""
    indent: float = 0.0

    @property
    def height(self) -> float:
        return len(self.lines) * self._step

    @property
    def _step(self) -> float:
        return self.size * _LEADING

    def split(self, room: float) -> tuple[_Paragraph | None, _Paragraph | None]:
        fitting = int(room / self._step)
        if fitting >= len(self.lines):
            return self, None
        if fitting < 1:
            return None, self
        head = replace(self, lines=self.lines[:fitting])
        return head, replace(self, lines=self.lines[fitting:], mark="")

    def draw(self, sheet: Sheet, top: float) -> None:
        with sheet.part("P"):
            base = top - self.size
            if self.mark:
                sheet.text(MARGIN, base, self.mark, size=self.size, face=self.face)
            for line in self.lines:
                x = MARGIN + self.indent
                sheet.text(x, base, line, size=self.size, face=self.face)
                base -= self._step


def draw_leaflet(leaflet: Leaflet, fonts: FontBook) -> DrawnLeaflet:
    """Draw an article on as many pages as it needs.

    Raises:
        UnknownGlyph: a character that no font has.
    """
    sheet = Sheet(leaflet.title, "kiosk", fonts)
    room = _TOP - _FLOOR
    pages = paginate(_paragraphs(leaflet, fonts), room, room)
    code = _code(leaflet.code)
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            sheet.turn()
        _draw_words(sheet, blocks)
        _draw_foot(sheet, leaflet, code, (number, len(pages)))
    return DrawnLeaflet(sheet.finish().whole(), len(pages))


def _paragraphs(leaflet: Leaflet, fonts: FontBook) -> Iterator[_Paragraph]:
    lines = fonts.bold.lines(leaflet.title, _TITLE, _WIDTH)
    yield _Paragraph(tuple(lines), fonts.bold, _TITLE, 0)
    step = 0
    for block in leaflet.blocks:
        step = step + 1 if block.kind is BlockKind.STEP else 0
        if not block.medium and block.text:
            yield _paragraph(block, step, fonts)


def _paragraph(block: Block, step: int, fonts: FontBook) -> _Paragraph:
    is_heading = block.kind is BlockKind.HEADING
    face = fonts.bold if is_heading else fonts.regular
    size = _HEADING if is_heading else _BODY
    mark = {BlockKind.STEP: f"{step}.", BlockKind.POINT: "·"}.get(block.kind, "")
    indent = _INDENT if mark else 0.0
    lines = [
        line.lstrip()
        for part in block.text.splitlines()
        for line in face.lines(part, size, _WIDTH - indent)
    ]
    gap = 5 * mm if is_heading else 3 * mm
    return _Paragraph(tuple(lines), face, size, gap, mark, indent)


def _draw_words(sheet: Sheet, blocks: list[FlowBlock]) -> None:
    y = _TOP
    for place, block in enumerate(blocks):
        y -= block.gap if place else 0.0
        block.draw(sheet, y)
        y -= block.height


def _draw_foot(
    sheet: Sheet, leaflet: Leaflet, code: QrCode, place: tuple[int, int]
) -> None:
    scan, hotline, caution, told = _WORDS[leaflet.language]
    sheet.qr(MARGIN, _FOOT + 4 * mm, _CODE, code)
    x, room = MARGIN + _CODE + 8 * mm, _WIDTH - _CODE - 8 * mm
    bold, high = sheet.fonts.bold, _FOOT + 4 * mm + _CODE
    sheet.text(x, high - 12 * mm, scan, size=_BODY, face=bold, room=room)
    sheet.text(x, high - 24 * mm, hotline, size=_BODY, face=bold, room=room)
    for line in sheet.fonts.regular.lines(caution, _SMALL, room):
        high -= 6 * mm
        sheet.text(x, high - 28 * mm, line, size=_SMALL, colour=GREY)
    page, pages = place
    words = told.format(day=leaflet.published_on.isoformat(), page=page, pages=pages)
    sheet.lines((MARGIN, _FOOT, PAGE_WIDTH - MARGIN, _FOOT))
    sheet.text(_MIDDLE, _FOOT - 6 * mm, words, size=_SMALL, align="centre", colour=GREY)


def _code(text: str) -> QrCode:
    """Make a code of any version; on 46 mm a module of 260 characters has 0.5 mm."""
    code = segno.make_qr(text, error="l", encoding="utf-8")
    return QrCode(tuple(tuple(map(bool, row)) for row in code.matrix))
