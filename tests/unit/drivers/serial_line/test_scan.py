"""Codes out of bytes in any pieces, and what they may be: any bytes, typed ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.serial_line.line import Line, LineGatherer
from drivers.serial_line.scanner import code_text
from drivers.serial_line.scanner_wedge import KeyGatherer
from kiosk.domain.fault import InvalidValue
from kiosk.domain.scanned import CredentialText, ElectronicCardToken, parse_scanned

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 64
TOKEN = "Zm9vYmFyLXNhbXBsZS10b2tlbi0wMDAx"  # noqa: S105 - invented
CREDENTIAL = "CD1:6BFOXN*TS0BI$ZD-PH"


def reason(call: Callable[[], object]) -> str:
    """Give the reason why something is invalid; empty when it is valid."""
    try:
        call()
    except InvalidValue as fault:
        return str(fault.facts["reason"])
    return ""


@given(st.lists(st.binary(max_size=90), max_size=20))
def test_any_bytes_give_bounded_text_or_a_typed_fault(pieces: list[bytes]) -> None:
    gatherer = LineGatherer(LONGEST)
    lines = [line for piece in pieces for line in gatherer.feed(piece)]
    for line in lines + gatherer.lapse():
        assert len(line.content) <= LONGEST
        told = reason(partial(code_text, line))
        assert told in ("", "length", "torn", "not-text")
        assert told or code_text(line).encode() == line.content


@given(
    st.lists(st.text("ABC xyz é样", min_size=1, max_size=9), min_size=1, max_size=6),
    st.sampled_from([b"\r", b"\n", b"\r\n"]),
    st.integers(1, 7),
)
def test_pieces_and_kinds_of_ends_change_nothing(
    texts: list[str], end: bytes, size: int
) -> None:
    whole = b"".join(text.encode() + end for text in texts)
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    gatherer = LineGatherer(LONGEST)
    lines = [line for piece in pieces for line in gatherer.feed(piece)]
    assert [code_text(line) for line in lines] == texts
    assert not gatherer.is_pending


def test_overlong_line_costs_only_itself() -> None:
    gatherer = LineGatherer(LONGEST)
    lines = gatherer.feed(b"x" * 1000)
    assert gatherer.is_pending
    lines += gatherer.feed(b"y\rnext\r")
    assert lines == [Line(b"", "length"), Line(b"next")]


def test_line_of_just_the_longest_is_whole() -> None:
    gatherer = LineGatherer(LONGEST)
    assert gatherer.feed(b"x" * LONGEST + b"\r") == [Line(b"x" * LONGEST)]
    assert gatherer.feed(b"x" * (LONGEST + 1) + b"\r") == [Line(b"", "length")]


def test_keys_of_a_hand_do_not_mix_with_a_scan() -> None:
    keys = KeyGatherer(gap_seconds=0.15)
    assert keys.press("1", 1.0) == []
    assert keys.press("2", 1.4) == []
    scanned = [keys.press(key, 2.0 + n / 100) for n, key in enumerate(TOKEN + "\r")]
    assert scanned[-1] == [Line(TOKEN.encode())]
    assert keys.press("\r", 9.0) == []


@given(st.lists(st.tuples(st.text(max_size=4), st.floats(0, 1)), max_size=30))
def test_any_keys_at_any_pace_give_text_or_a_typed_fault(
    presses: list[tuple[str, float]],
) -> None:
    keys, now = KeyGatherer(), 0.0
    for text, pause in presses:
        now += pause
        for line in keys.press(text, now):
            told = reason(partial(code_text, line))
            assert told in ("", "length", "not-text")


@given(st.text())
def test_any_text_is_a_token_a_credential_or_a_typed_fault(text: str) -> None:
    told = reason(partial(parse_scanned, text))
    assert told in ("", "empty", "credential", "unknown")
    assert told or parse_scanned(text).text == text.strip()


@pytest.mark.parametrize("around", ["", " ", "\r\n"])
def test_token_and_credential_are_told_apart(around: str) -> None:
    assert parse_scanned(around + TOKEN + around) == ElectronicCardToken(TOKEN)
    assert parse_scanned(around + CREDENTIAL) == CredentialText(CREDENTIAL)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("CD1:", "credential"),
        ("CD1:abcdefghijklmnopqrstu", "credential"),
        ("cd1:6BFOXN0TS0BI0ZD0PH", "credential"),
        ("short", "unknown"),
        ("https://example.cn/a?b=c&d=e", "unknown"),
        ("样" * 20, "unknown"),
        ("A" * 513, "unknown"),
    ],
)
def test_anything_else_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as told:
        parse_scanned(text)
    assert told.value.facts == {"field": "code", "reason": reason}


@pytest.mark.parametrize("text", [TOKEN, CREDENTIAL])
def test_what_was_scanned_never_shows_in_a_log(text: str) -> None:
    assert text[4:] not in f"{parse_scanned(text)!r} {parse_scanned(text)}"
    assert text not in repr(Line(text.encode()))
