"""What stands around the facts on every page: numbers, QR code, issuer, seal."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass

from reportlab.lib.units import mm

from kiosk.documents.qr_code import QrCode
from kiosk.documents.seal import SEAL_POINTS
from kiosk.documents.seal_field import SealPlace
from kiosk.documents.sheet import GREY, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Sheet
from kiosk.documents.wording import day_text
from kiosk.domain.certificate import CopyFacts

__all__ = ["FIRST_ROOM", "FIRST_TOP", "ROOM", "SEAL_PLACE", "TOP", "PageFrame"]

_FOOT = 14 * mm
_HEAD = PAGE_HEIGHT - 14 * mm
_RIGHT = PAGE_WIDTH - MARGIN
_MIDDLE = PAGE_WIDTH / 2
_QR_SIDE = 33 * mm
_QR_BOTTOM = _FOOT + 6 * mm
_MIDDLE_OF_SEAL = _RIGHT - 30 * mm
_SEAL_BOTTOM = _FOOT + 2.5 * mm

SEAL_PLACE: SealPlace = (
    _MIDDLE_OF_SEAL - SEAL_POINTS / 2,
    _SEAL_BOTTOM,
    _MIDDLE_OF_SEAL + SEAL_POINTS / 2,
    _SEAL_BOTTOM + SEAL_POINTS,
)
"""Where the seal stands on the last page."""

_FLOOR = _SEAL_BOTTOM + SEAL_POINTS + 1 * mm
_CODE_TOLD = " /Alt <FEFF{}>".format(
    "二维码：签名的核验信息".encode("utf-16-be").hex().upper()
)
FIRST_TOP = _HEAD - 24 * mm
TOP = _HEAD - 14 * mm
FIRST_ROOM = FIRST_TOP - _FLOOR
ROOM = TOP - _FLOOR


@dataclass(frozen=True, slots=True)
class PageFrame:
    """Frames the pages of one certificate.

    Attributes:
        copy: Names the copy; a draft has none.
        code: The QR code, which stands on each page of a copy.
    """

    title: str
    english: str
    issuer: str
    copy: CopyFacts | None = None
    code: QrCode | None = None

    def begin(self, sheet: Sheet, page: int) -> None:
        """Draw what is read before the facts of one page, counted from one."""
        is_first = page == 1
        self._draw_title(sheet, is_first=is_first)
        if self.copy is not None and is_first:
            with sheet.part("P"):
                self._draw_numbers(sheet, self.copy)
        elif self.copy is not None:
            self._draw_numbers(sheet, self.copy)

    def end(self, sheet: Sheet, page: int, pages: int) -> None:
        """Draw everything else around the facts."""
        if self.copy is not None:
            self._draw_validity(sheet, self.copy, is_read=page == 1)
        if self.code is not None:
            self._draw_code(sheet, self.code, is_read=page == 1)
        if page == pages:
            with sheet.part("P"):
                self._draw_closing(sheet)
        else:
            told = "（转下页）Continued"
            y = _SEAL_BOTTOM + SEAL_POINTS / 2
            sheet.text(_MIDDLE_OF_SEAL, y, told, size=9, align="centre", colour=GREY)
        sheet.lines((MARGIN, _FOOT, _RIGHT, _FOOT))
        told = f"第 {page} 页 / 共 {pages} 页  Page {page} of {pages}"
        sheet.text(_MIDDLE, _FOOT - 5 * mm, told, size=8, align="centre", colour=GREY)

    def _draw_code(self, sheet: Sheet, code: QrCode, *, is_read: bool) -> None:
        if not is_read:
            sheet.qr(MARGIN, _QR_BOTTOM, _QR_SIDE, code)
            return
        with sheet.part("Figure", _CODE_TOLD):
            sheet.qr(MARGIN, _QR_BOTTOM, _QR_SIDE, code)

    def _draw_title(self, sheet: Sheet, *, is_first: bool) -> None:
        serif = sheet.fonts.serif
        if not is_first:
            told = f"{self.title}（续页）"
            sheet.text(
                _MIDDLE, _HEAD - 9 * mm, told, size=12, face=serif, align="centre"
            )
            return
        y, size = _HEAD - 14 * mm, 21
        with sheet.part("H1"):
            sheet.text(_MIDDLE, y, self.title, size=size, face=serif, align="centre")
        y, size = _HEAD - 20 * mm, 9
        with sheet.part("P", " /Lang (en)"):
            told = self.english
            sheet.text(_MIDDLE, y, told, size=size, align="centre", colour=GREY)

    def _draw_numbers(self, sheet: Sheet, copy: CopyFacts) -> None:
        code = copy.verification_code
        grouped = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
        number = f"证明编号 No.  {copy.number}"
        sheet.text(MARGIN, _HEAD, number, size=8.5, colour=GREY)
        told = f"验证码 Code  {grouped}"
        sheet.text(_RIGHT, _HEAD, told, size=8.5, align="right", colour=GREY)

    def _draw_closing(self, sheet: Sheet) -> None:
        top = _SEAL_BOTTOM + SEAL_POINTS / 2 - 9.5 * mm
        bold = sheet.fonts.bold
        sheet.text(
            _MIDDLE_OF_SEAL, top, self.issuer, size=10.5, face=bold, align="centre"
        )
        if self.copy is not None:
            issued = day_text(self.copy.issued_at.date())
            sheet.text(_MIDDLE_OF_SEAL, top - 5.6 * mm, issued, size=10, align="centre")

    def _draw_validity(self, sheet: Sheet, copy: CopyFacts, *, is_read: bool) -> None:
        x = MARGIN + _QR_SIDE + 6 * mm
        lines = (
            ("可核验至 Verifiable until", day_text(copy.valid_until)),
            ("本页序列号 Copy serial", copy.serial),
            ("打印时间 Issued at", f"{copy.issued_at:%Y-%m-%d %H:%M}"),
        )
        part = sheet.structure.add("P") if is_read else None
        with sheet.structure.within(part) if part else nullcontext():
            self._write_validity(sheet, x, lines)

    def _write_validity(
        self, sheet: Sheet, x: float, lines: tuple[tuple[str, str], ...]
    ) -> None:
        for place, (label, value) in enumerate(lines):
            y = _QR_BOTTOM + _QR_SIDE - 3 * mm - place * 11 * mm
            sheet.text(x, y, label, size=7.2, colour=GREY)
            sheet.text(x, y - 4.4 * mm, value, size=9.2)
