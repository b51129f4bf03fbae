"""Lines of Chinese end after phrases, never within a word, and cost no height."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from ui.comfort import Language
from ui.texts import Texts
from ui.theme import TextRole, Theme
from ui.widgets.brushwork import words_height
from ui.widgets.line_end import JOINER, bound, parted

pytestmark = pytest.mark.usefixtures("qapp")


def metrics() -> QFontMetrics:
    return QFontMetrics(Theme(1080, 1920).font(TextRole.BODY))


def wide(characters: int) -> int:
    """Give the width of so many Chinese characters."""
    return metrics().horizontalAdvance("字" * characters) + 1


def lines(words: str, characters: int) -> list[str]:
    told = parted(metrics(), words, wide(characters))
    return told.replace(JOINER, "").split("\n")


def test_what_fits_stays_on_one_line() -> None:
    assert lines("您好，请选择要办的事", 11) == ["您好，请选择要办的事"]


def test_a_line_ends_where_a_phrase_does() -> None:
    assert lines("您好，请选择要办的事", 8) == ["您好，", "请选择要办的事"]
    told = lines("按住看清内容，正确再打印。现在还没有盖章。", 16)
    assert told == ["按住看清内容，正确再打印。", "现在还没有盖章。"]


def test_a_word_is_not_parted_where_no_phrase_ends() -> None:
    words = "请取出您自己的卡再由工作人员插入工作卡"
    told = parted(metrics(), words, wide(18))
    assert JOINER.join("工作卡") in told
    assert told.replace(JOINER, "") == words


def test_no_english_word_stands_alone_and_sentences_have_lines() -> None:
    words = "Your slip is ready. Please take it"
    nearly = metrics().horizontalAdvance(words) - 1
    assert parted(metrics(), words, nearly) == "Your slip is ready.\nPlease take it"
    one = "Hold the eye to read all of it"
    nearly = metrics().horizontalAdvance(one) - 1
    assert parted(metrics(), one, nearly) == "Hold the eye\nto read all of it"
    two = "Open your mouth wide, then close it"
    nearly = metrics().horizontalAdvance(two) - 1
    assert parted(metrics(), two, nearly) == "Open your mouth wide,\nthen close it"


def test_an_english_day_and_a_number_with_its_unit_are_not_parted() -> None:
    words = "40 days are left: please do it before 2 January 2027."
    width = metrics().horizontalAdvance(words.removesuffix(" January 2027.")) + 2
    told = parted(metrics(), words, width)
    assert "40\u00a0days" in told
    assert told.endswith("2\u00a0January\u00a02027.")


def test_no_text_of_the_terminal_needs_more_height() -> None:
    font = Theme(1080, 1920).font(TextRole.BODY)
    for texts, key in ((t, k) for t in map(Texts.load, Language) for k in t.keys):
        for characters in (9, 14, 20):
            check(
                texts.raw(key),
                wide(characters),
                words_height(font, texts.raw(key), wide(characters)),
            )


@given(
    st.text("您的卡身份证明，。、；0A 工作人员“”\n", max_size=40),
    st.integers(min_value=2, max_value=20),
)
def test_nothing_is_lost_added_or_made_higher(words: str, characters: int) -> None:
    font = Theme(1080, 1920).font(TextRole.BODY)
    check(words, wide(characters), words_height(font, words, wide(characters)))


def check(words: str, width: int, most: int) -> None:
    told = parted(metrics(), words, width)
    plain = told.replace(JOINER, "").replace("\u00a0", " ")
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", words)
    font = Theme(1080, 1920).font(TextRole.BODY)
    assert words_height(font, told, width) <= most, told
    if "\u00a0" in told:
        whole = max(width, room(bound(words), width))
        assert room(told, width) <= whole, told


def room(words: str, width: int) -> int:
    """Measure how wide words stand when they wrap at a width."""
    box = QRect(0, 0, width, 100_000)
    flags = Qt.TextFlag.TextWordWrap
    return metrics().boundingRect(box, flags, words).width()


def test_a_chinese_day_stands_on_one_line() -> None:
    words = "工作人员会在2026年11月26日前看"
    told = parted(metrics(), words, wide(12))
    assert JOINER.join("2026年11月26日") in told


def test_a_short_word_is_not_parted_at_all() -> None:
    assert parted(metrics(), "上一步", wide(2)) == JOINER.join("上一步")
