"""Records as tag, length and value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.pcsc.apdu import Answer, read_record, select_application
from drivers.pcsc.social_security_card import APPLICATION, parse_element
from kiosk.domain.fault import CardUnreadable


def test_commands_are_those_of_the_field() -> None:
    assert select_application(APPLICATION) == bytes.fromhex(
        "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
    )
    assert read_record(0x08, 6, 18) == bytes.fromhex("00B2083014")
    assert read_record(0x07, 5, 9) == bytes.fromhex("00B207280B")


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
