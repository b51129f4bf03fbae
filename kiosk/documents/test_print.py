"""The printer's test page: what a person can judge at a glance, and a code to scan."""

from __future__ import annotations

from reportlab.lib.units import mm

from kiosk.documents.font import FontBook
from kiosk.documents.qr_code import QrCode
from kiosk.documents.sheet import GREY, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Sheet

__all__ = ["draw_test_page"]

_TITLE = "打印测试页"
_STEPS = 11
_LINES = 24
_SAMPLE = "社会保险参保证明 ABCDEFGHIJ abcdefghij 0123456789"
_SIZES = (6, 8, 10, 12, 16, 22)
_EDGE = 6 * mm


def draw_test_page(terminal: str, moment: str, mark: str, fonts: FontBook) -> bytes:
    """Draw a frame near the edges, grey steps, fine lines, letters and a code."""
    sheet = Sheet(f"{_TITLE} {mark}", terminal, fonts)
    right, top = PAGE_WIDTH - _EDGE, PAGE_HEIGHT - _EDGE
    sheet.lines(
        (_EDGE, _EDGE, right, _EDGE),
        (right, _EDGE, right, top),
        (right, top, _EDGE, top),
        (_EDGE, top, _EDGE, _EDGE),
    )
    middle, high = PAGE_WIDTH / 2, PAGE_HEIGHT - 26 * mm
    serif = fonts.serif
    sheet.text(middle, high, _TITLE, size=22, face=serif, align="centre")
    told = f"{terminal}  ·  {moment}  ·  {mark}"
    sheet.text(middle, high - 8 * mm, told, size=9, align="centre", colour=GREY)
    _draw_steps(sheet, high - 36 * mm)
    _draw_lines(sheet, high - 70 * mm)
    y = high - 84 * mm
    for size in _SIZES:
        sheet.text(MARGIN, y, _SAMPLE, size=size, room=PAGE_WIDTH - 2 * MARGIN)
        y -= size * 2.0
    sheet.qr(middle - 20 * mm, y - 50 * mm, 40 * mm, QrCode.of(mark))
    note = "本页仅用于测试，不具任何证明效力。 A test page; it certifies nothing."
    sheet.text(middle, y - 60 * mm, note, size=9, align="centre", colour=GREY)
    return sheet.finish().whole()


def _draw_steps(sheet: Sheet, y: float) -> None:
    width = (PAGE_WIDTH - 2 * MARGIN) / _STEPS
    for step in range(_STEPS):
        grey = step / (_STEPS - 1)
        sheet.tone(MARGIN + step * width, y, width, 18 * mm, grey)
        x, percent = MARGIN + (step + 0.5) * width, f"{100 - round(100 * grey)}%"
        sheet.text(x, y - 4 * mm, percent, size=7, align="centre", colour=GREY)


def _draw_lines(sheet: Sheet, y: float) -> None:
    step = (PAGE_WIDTH - 2 * MARGIN) / _LINES
    sheet.lines(
        *(
            (MARGIN + n * step, y, MARGIN + n * step, y + 20 * mm)
            for n in range(_LINES)
        ),
        *(
            (MARGIN, y + n * mm, PAGE_WIDTH - MARGIN, y + n * mm)
            for n in range(0, 21, 5)
        ),
    )
