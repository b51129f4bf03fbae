"""The bytes of a slip: no picture gives commands, and no byte breaks the printer."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.receipt.command import ASK_DONE, compose, resynchronise
from drivers.receipt.report import Report, is_done, is_status
from drivers.simulated.receipt_firmware import ReceiptFirmware
from kiosk.ports.receipt_printer import RECEIPT_PAPER

_REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def nothing(_paper: Image.Image, _is_whole: bool) -> None:  # noqa: FBT001 - a callback
    """Let the paper fall."""


@settings(max_examples=60, deadline=None)
@given(dots=st.binary(min_size=72, max_size=72 * 40))
def test_no_picture_hides_a_real_time_command(dots: bytes) -> None:
    rows = len(dots) // 72
    inverted = bytes(byte ^ 0xFF for byte in dots[: rows * 72])
    composed = compose(Image.frombytes("1", (576, rows), inverted))
    assert not _REAL_TIME.search(composed)
    assert composed.endswith(ASK_DONE)


@given(content=st.binary(max_size=300))
def test_whatever_comes_the_firmware_goes_on(content: bytes) -> None:
    firmware = ReceiptFirmware(nothing)
    firmware.receive(content)
    firmware.receive(resynchronise() * 40)
    assert firmware.receive(b"\x10\x04\x01")[-1:] in (b"\x12", b"\x1a")


@given(st.lists(st.integers(0, 255), min_size=4, max_size=4))
def test_any_status_bytes_give_a_status(told: list[int]) -> None:
    report = Report(*told)
    status = report.status()
    assert set(status.supplies) == {RECEIPT_PAPER}
    assert status.is_usable == (report.hindrance() is None)


@given(st.integers(0, 255))
def test_no_byte_is_an_answer_to_both_questions(byte: int) -> None:
    assert not (is_status(byte) and is_done(byte))


@settings(max_examples=30, deadline=None)
@given(cut=st.integers(1, 3000))
def test_a_torn_transmission_does_not_swallow_the_next_slip(cut: int) -> None:
    pieces: list[bool] = []
    firmware = ReceiptFirmware(lambda _paper, is_whole: pieces.append(is_whole))
    slip = compose(Image.new("1", (576, 64), 0))
    firmware.receive(slip[: min(cut, len(slip) - 8)])
    answers = firmware.receive(resynchronise() + slip)
    assert answers.endswith(b"\x00")
    assert pieces == [True]
