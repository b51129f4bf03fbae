"""Check digits of people and employers."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.fault import InvalidNumber
from kiosk.domain.identifier import (
    CitizenNumber,
    CreditCode,
    citizen_check_digit,
    mask_name,
)


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "34052419800101001X", "510199195001010017"],
)
def test_the_examples_of_the_standard_hold(number: str) -> None:
    assert CitizenNumber(number).text == number


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("510199198502300016", "birth-date"),
        ("510199195001010018", "check-digit"),
        ("51019919500101001", "length"),
        ("5101991950010100AX", "digits"),
        ("", "length"),
    ],
)
def test_wrong_numbers_are_refused_with_their_reason(number: str, reason: str) -> None:
    with pytest.raises(InvalidNumber) as caught:
        CitizenNumber(number)
    assert caught.value.facts["reason"] == reason


def test_a_number_is_read_as_people_type_it() -> None:
    assert CitizenNumber.parse("11010519491231002x").text[-1] == "X"
    typed = "５１０１９９ １９５００１０１ ００１７"
    assert CitizenNumber.parse(typed).text == "510199195001010017"


def test_a_number_never_shows_itself_in_a_log() -> None:
    number = CitizenNumber("510199195001010017")
    assert "19500101" not in f"{number} {number!r}"


@given(st.text(alphabet="0123456789", min_size=17, max_size=17), st.integers(0, 16))
def test_one_wrong_digit_is_always_found(digits: str, place: int) -> None:
    other = str((int(digits[place]) + 1) % 10)
    changed = digits[:place] + other + digits[place + 1 :]
    assert citizen_check_digit(digits) != citizen_check_digit(changed)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_fault(text: str) -> None:
    with contextlib.suppress(InvalidNumber):
        assert len(CitizenNumber.parse(text).text) == 18


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "9151019900000001AU", "1251019900000002B5"]
)
def test_credit_codes_hold(code: str) -> None:
    assert CreditCode(code).text == code


@pytest.mark.parametrize("code", ["91350100M000100Y44", "9135O100M000100Y43", "9"])
def test_wrong_credit_codes_are_refused(code: str) -> None:
    with pytest.raises(InvalidNumber):
        CreditCode(code)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王秀兰", "王*兰"), ("李雷", "李*"), ("王", "王"), ("欧阳修文", "欧**文")],
)
def test_names_are_masked_for_others_eyes(name: str, masked: str) -> None:
    assert mask_name(name) == masked
