"""Days written out keep together and name the month as people do."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.web.wording import LANGUAGES
from backend.web.written_day import written_day


@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", "2027年11月9日"), ("en", "9 November 2027")]
)
def test_a_day_is_written_as_people_of_the_language_do(
    language: str, words: str
) -> None:
    written = written_day(date(2027, 11, 9), language)
    assert written.replace("\N{NO-BREAK SPACE}", " ") == words


@given(some.dates(), some.sampled_from(LANGUAGES))
def test_no_line_may_end_inside_a_written_day(day: date, language: str) -> None:
    written = written_day(day, language)
    assert not {" ", "-"} & set(written)
    assert str(day.year) in written
    assert str(day.day) in written
