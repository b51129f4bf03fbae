"""Months are counted and money is exact."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.eligibility import next_due_date
from kiosk.domain.fault import InvalidValue
from kiosk.domain.money import amount_in_words, format_yuan, share
from kiosk.domain.months import Month
from kiosk.domain.wire import from_wire, to_wire

months = st.builds(Month, st.integers(1950, 2190), st.integers(1, 12))


@given(months, st.integers(-400, 100))
def test_going_and_coming_back_is_standing_still(month: Month, steps: int) -> None:
    try:
        there = month.plus(steps)
    except InvalidValue:
        return
    assert there.plus(-steps) == month
    assert there.months_since(month) == steps


@given(months)
def test_a_month_survives_text_and_wire(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert from_wire(Month, to_wire(month)) == month


@given(months, months, st.integers(0, 30))
def test_a_month_is_within_what_it_is_walked_through(
    month: Month, first: Month, more: int
) -> None:
    last = first.plus(more)
    assert month.is_within(first, last) == (month in list(first.until(last)))
    assert month.is_within(first, None) == (first <= month)
    assert first.is_within(first, last)
    assert last.is_within(first, last)


@given(st.text(max_size=12))
def test_any_text_is_a_month_or_a_fault(text: str) -> None:
    with contextlib.suppress(InvalidValue):
        Month.parse(text)


def test_a_span_has_both_its_ends() -> None:
    span = list(Month(2025, 11).until(Month(2026, 2)))
    assert [str(month) for month in span] == ["202511", "202512", "202601", "202602"]


def test_the_worked_example_of_a_pension_contribution() -> None:
    assert share(900_000, Decimal("0.19")) == 171_000
    assert share(900_000, Decimal("0.08")) == 72_000


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "零元整"),
        (100, "壹元整"),
        (171_000, "壹仟柒佰壹拾元整"),
        (1_000_05, "壹仟元零伍分"),
        (10_010_001_00, "壹仟零壹万零壹元整"),
        (1_680_32, "壹仟陆佰捌拾元叁角贰分"),
        (107_000_53, "壹拾万柒仟元伍角叁分"),
        (50, "伍角整"),
        (-100, "负壹元整"),
    ],
)
def test_amounts_in_words(cents: int, words: str) -> None:
    assert amount_in_words(cents) == words


def test_amounts_in_figures() -> None:
    assert format_yuan(171_000) == "1,710.00"
    assert format_yuan(-5) == "-0.05"


def test_a_pass_is_good_for_twelve_months() -> None:
    assert next_due_date(date(2026, 11, 23)) == date(2027, 11, 23)
    assert next_due_date(date(2028, 2, 29)) == date(2029, 2, 28)
