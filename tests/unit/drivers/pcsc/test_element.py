"""Records as tag, length and value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.pcsc.apdu import Answer, exchange, read_record, select_application
from drivers.pcsc.social_security_card import APPLICATION, parse_element
from kiosk.domain.fault import CardUnreadable


def test_commands_are_those_of_the_field() -> None:
    assert select_application(APPLICATION) == bytes.fromhex(
        "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
    )
    assert read_record(0x08, 6, 18) == bytes.fromhex("00B2083014")
    assert read_record(0x07, 5, 9) == bytes.fromhex("00B207280B")


def test_record_of_another_length_is_asked_for_with_the_right_one() -> None:
    record = bytes.fromhex("0904CDF5D1F9")
    chip = {
        bytes.fromhex("00B2093020"): b"\x6c\x06",
        bytes.fromhex("00B2093006"): record + b"\x90\x00",
    }
    assert exchange(chip.__getitem__, read_record(0x09, 6, 30)).data == record


def test_answer_in_two_parts_is_put_together() -> None:
    chip = {
        bytes.fromhex("00B2093020"): b"\x09\x04\xcd\x61\x03",
        bytes.fromhex("00C0000003"): b"\xf5\xd1\xf9\x90\x00",
    }
    answer = exchange(chip.__getitem__, read_record(0x09, 6, 30))
    assert (answer.data.hex(), answer.code) == ("0904cdf5d1f9", "9000")


def test_answer_without_a_status_is_told() -> None:
    with pytest.raises(CardUnreadable):
        Answer.parse(b"\x90")


@given(st.integers(0, 255), st.binary(min_size=1, max_size=250))
def test_value_comes_back_whatever_follows_as_padding(tag: int, value: bytes) -> None:
    record = bytes((tag, len(value))) + value
    assert parse_element(record + b"\x00\xff", tag) == value


@pytest.mark.parametrize(
    "record", [b"\x09\x02ab", b"\x08\x03ab", b"\x08", b"\x08\x01abc"]
)
def test_another_or_a_torn_record_is_told(record: bytes) -> None:
    with pytest.raises(CardUnreadable) as told:
        parse_element(record, 0x08)
    assert told.value.facts == {"reason": "record-layout", "tag": "08"}


@pytest.mark.parametrize("record", [b"", b"\x00" * 20, b"\xff" * 20])
def test_blank_record_has_an_empty_value(record: bytes) -> None:
    assert parse_element(record, 0x08) == b""


@given(st.binary(max_size=80), st.integers(0, 255))
def test_any_bytes_give_a_value_or_a_fault(record: bytes, tag: int) -> None:
    try:
        value = parse_element(record, tag)
    except CardUnreadable:
        return
    assert value in record
