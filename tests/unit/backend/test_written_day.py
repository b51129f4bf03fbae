"""Days written out keep together and name the month as people do."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.web.wording import LANGUAGES
from backend.web.written_day import written_day

GLUE = {"\N{NO-BREAK SPACE}", "\N{WORD JOINER}"}


def seen(written: str) -> str:
    return written.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", "2027年11月9日"), ("en", "9 November 2027")]
)
def test_a_day_is_written_as_people_of_the_language_do(
    language: str, words: str
) -> None:
    written = written_day(date(2027, 11, 9), language)
    assert seen(written) == words


@given(some.dates(), some.sampled_from(LANGUAGES))
def test_no_line_may_end_inside_a_written_day(day: date, language: str) -> None:
    written = written_day(day, language)
    assert not {" ", "-"} & set(written)
    for one, next_one in pairwise(written):
        assert {one, next_one} & GLUE or (one + next_one).isascii(), written
    assert str(day.year) in written
    assert str(day.day) in written
