"""The readiness report (就绪报告): what works, what does not, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reportlab.lib.units import mm

from kiosk.documents.flow import Block, paginate
from kiosk.documents.font import FontBook
from kiosk.documents.sheet import GREY, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Sheet
from kiosk.documents.table import Column, Table

__all__ = ["ReadinessFacts", "draw_readiness"]

_TITLE = "设备就绪报告"
_ENGLISH = "Readiness Report"
_TOP = PAGE_HEIGHT - 46 * mm
_NEXT_TOP = PAGE_HEIGHT - 24 * mm
_FOOT = 14 * mm
_SPACE = 8 * mm

_PROBES = (
    Column("部件", "Part", 34, "left"),
    Column("状态", "State", 20),
    Column("原因", "Cause", 44, "left"),
    Column("处理", "What to do", 60, "left"),
    Column("数据", "Figures", 34, "left"),
    Column("秒", "s", 12, "right"),
)
_TESTS = (
    Column("逐项测试", "Guided test", 52, "left"),
    Column("结果", "Outcome", 22),
    Column("日期", "Day", 26),
    Column("人员", "Person", 24),
    Column("版本", "Version", 22),
    Column("数据", "Figures", 48, "left"),
)


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """Finished words of one report.

    Attributes:
        verdict: One sentence over everything.
        probes: Part, state, cause, advice, figures, seconds of each probe.
        tests: Test, outcome, day, person, version, figures of each guided test.
    """

    terminal: str
    version: str
    moment: str
    verdict: str
    person: str = ""
    probes: tuple[tuple[str, ...], ...] = field(default=())
    tests: tuple[tuple[str, ...], ...] = field(default=())


def draw_readiness(facts: ReadinessFacts, fonts: FontBook) -> bytes:
    """Draw the report on as many pages as it needs.

    Raises:
        UnknownGlyph: a character that no font has.
    """
    sheet = Sheet(f"{_TITLE} {facts.terminal}", facts.terminal, fonts)
    room = _TOP - _FOOT - _SPACE
    pages = paginate(_blocks(facts, fonts), room, _NEXT_TOP - _FOOT - _SPACE)
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            sheet.turn()
        _draw_head(sheet, facts, is_first=number == 1)
        _draw_blocks(sheet, _TOP if number == 1 else _NEXT_TOP, blocks)
        told = f"第 {number} 页 / 共 {len(pages)} 页  Page {number} of {len(pages)}"
        middle, low = PAGE_WIDTH / 2, _FOOT - 5 * mm
        sheet.text(middle, low, told, size=8, align="centre", colour=GREY)
    return sheet.finish().whole()


def _blocks(facts: ReadinessFacts, fonts: FontBook) -> Iterator[Block]:
    caption = "自动检查  Probes"
    yield Table(_PROBES, facts.probes, 6 * mm, fonts, size=8.5, caption=caption)
    if facts.tests:
        caption = "人工逐项测试  Guided tests"
        yield Table(
            _TESTS, facts.tests, 6 * mm, fonts, size=8.5, gap=6 * mm, caption=caption
        )


def _draw_head(sheet: Sheet, facts: ReadinessFacts, *, is_first: bool) -> None:
    middle, high = PAGE_WIDTH / 2, PAGE_HEIGHT - 20 * mm
    if not is_first:
        told = f"{_TITLE}（续页） {facts.terminal}"
        sheet.text(MARGIN, high, told, size=9, colour=GREY)
        return
    serif, bold = sheet.fonts.serif, sheet.fonts.bold
    sheet.text(middle, high, _TITLE, size=20, face=serif, align="centre")
    sheet.text(middle, high - 6 * mm, _ENGLISH, size=9, align="centre", colour=GREY)
    by = f"  {facts.person}" if facts.person else ""
    told = f"{facts.terminal}  ·  {facts.version}  ·  {facts.moment}{by}"
    sheet.text(MARGIN, high - 14 * mm, told, size=9, colour=GREY)
    sheet.text(MARGIN, high - 21 * mm, facts.verdict, size=12, face=bold)


def _draw_blocks(sheet: Sheet, y: float, blocks: list[Block]) -> None:
    for place, block in enumerate(blocks):
        y -= block.gap if place else 0.0
        block.draw(sheet, y)
        y -= block.height
