"""The leaflet on A4: everything the article says, a code that scans, printed once."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.assembly.archive_child import _FONTS as FONTS
from kiosk.documents.font import FontBook
from kiosk.documents.leaflet import draw_leaflet
from kiosk.domain.fault import DeviceLost, Fault, PaperOut, UnknownGlyph
from kiosk.domain.leaflet import Leaflet
from kiosk.domain.library import Block, BlockKind
from kiosk.ports.printer import Settlement, SheetState
from kiosk.services.information import converse
from kiosk.visit import errand, leaflet, question, reading
from tests.reading_answers import ARTICLE
from tests.rehearsal import Rehearsal

DAY = date(2026, 11, 1)


def sheets_of(pdf: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(pdf))


def words_of(page: pypdfium2.PdfPage) -> str:
    text: str = page.get_textpage().get_text_range()
    return "".join(text.split())


def code_of(page: pypdfium2.PdfPage) -> str:
    picture: Image.Image = page.render(scale=3).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    text: str = found.text
    return text


def drawn(blocks: tuple[Block, ...], code: str = "养老") -> list[pypdfium2.PdfPage]:
    made = Leaflet("zh-CN", "办事指南", blocks, code, DAY)
    pages = draw_leaflet(made, FontBook.load(FONTS))
    found = sheets_of(pages.pdf)
    assert len(found) == pages.sheets
    return found


def test_a_guide_stands_there_whole_and_its_code_scans() -> None:
    code = "领取待遇资格认证" * 32
    (page,) = drawn(ARTICLE.chinese.blocks, code)
    told = words_of(page)
    for part in ("办事指南", "谁办：按月领取", "1.插卡。", "12333", "2026-11-01"):
        assert part in told
    assert "短片" not in told
    assert code_of(page) == code


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 900), min_size=1, max_size=6))
def test_nothing_of_a_long_article_is_lost(lengths: list[int]) -> None:
    blocks = tuple(Block(BlockKind.STEP, "养" * length) for length in lengths)
    pages = drawn(blocks)
    assert sum(words_of(page).count("养") for page in pages) == sum(lengths)
    assert all(code_of(page) == "养老" for page in pages)


def test_a_character_without_a_font_is_told_and_nothing_is_printed() -> None:
    with pytest.raises(UnknownGlyph):
        drawn((Block(BlockKind.TEXT, "\U0001f600"),))
    rehearsal = printing()
    rehearsal.until(leaflet.DrawLeaflet)
    rehearsal.at_each_step(lambda it: it.fail(UnknownGlyph(codepoint="U+1F600")))
    assert rehearsal.play()[-1] == "tell"
    assert "submit-copy" not in rehearsal.keys


def printing(wish: reading.Reading = reading.Reading.PRINT) -> Rehearsal:
    rehearsal = Rehearsal(converse)
    rehearsal.until(reading.ReadArticle)
    rehearsal.answer(wish)
    return rehearsal


@pytest.mark.parametrize(
    ("wish", "title"),
    [
        (reading.Reading.PRINT, ARTICLE.chinese.title),
        (reading.Reading.PRINT_ENGLISH, ARTICLE.english.title),
    ],
)
def test_paper_speaks_the_language_of_the_screen(
    wish: reading.Reading, title: str
) -> None:
    asked = printing(wish).until(leaflet.DrawLeaflet)
    assert isinstance(asked, leaflet.DrawLeaflet)
    assert asked.leaflet.title == title
    assert asked.leaflet.code.startswith(title)


def test_it_is_printed_once_and_nothing_goes_into_the_books() -> None:
    keys = printing().play()
    assert keys[-4:] == ["name-deed", "submit-copy", "await-sheets", "take-paper"]
    assert not {"reserve-copy", "record", "settle-copy"} & set(keys)


@pytest.mark.parametrize("fault", [PaperOut(), DeviceLost(part="printer")])
def test_a_printer_in_trouble_is_told(fault: Fault) -> None:
    rehearsal = printing()
    rehearsal.until(errand.SubmitCopy)
    rehearsal.at_each_step(lambda it: it.fail(fault))
    assert topic_of(rehearsal) == "leaflet-failed"


@pytest.mark.parametrize(
    ("state", "follows"),
    [
        (SheetState.FAILED, question.Tell),
        (SheetState.UNKNOWN, question.ConfirmPaper),
    ],
)
def test_paper_out_of_sight_is_never_printed_again(
    state: SheetState, follows: type[object]
) -> None:
    rehearsal = printing()
    rehearsal.until(errand.AwaitSheets)
    rehearsal.answer(Settlement(state, 0))
    assert isinstance(rehearsal.conversation.ask, follows)
    assert rehearsal.play().count("submit-copy") == 1


def test_without_pages_it_comes_from_the_roll() -> None:
    rehearsal = Rehearsal(converse)
    rehearsal.until(leaflet.CanPrintLeaflet)
    rehearsal.answer(value=False)
    rehearsal.until(reading.ReadArticle)
    rehearsal.answer(reading.Reading.PRINT)
    assert "print-receipt" in rehearsal.play()


def topic_of(rehearsal: Rehearsal) -> str:
    ask = rehearsal.conversation.ask
    assert isinstance(ask, question.Tell)
    return ask.topic
