"""Frames against published byte strings, in pieces, among noise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.serial_line.frame import Frame, FrameParser, encode_command
from drivers.serial_line.sam import FIND, READ_BASE, SELECT, STATUS, SamCommand
from drivers.serial_line.text_block import parse_holder

RECORDING = Path(__file__).parents[3] / "recordings" / "samv" / "resident-id-card.txt"
FOUND = bytes.fromhex("AAAAAA9669000800009F0000000097")
SELECTED = bytes.fromhex("AAAAAA9669000C00009000000000000000009C")
NOISE_LIKE_A_FRAME = bytes.fromhex("AAAAAA9669050800")


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (STATUS, "AAAAAA9669000311FFED"),
        (FIND, "AAAAAA96690003200122"),
        (SELECT, "AAAAAA96690003200221"),
        (READ_BASE, "AAAAAA96690003300132"),
    ],
)
def test_commands_are_the_published_ones(command: SamCommand, frame: str) -> None:
    assert encode_command(command.code) == bytes.fromhex(frame)


def test_recorded_session_gives_the_holder() -> None:
    lines = RECORDING.read_text("ascii").splitlines()
    answers = b"".join(bytes.fromhex(line[2:]) for line in lines if line[0] == "<")
    frames = FrameParser().feed(answers)
    assert [frame.status for frame in frames] == [0x90, 0x90, 0x9F, 0x90, 0x90]
    assert READ_BASE.accepts(frames[-1])
    card = parse_holder(frames[-1].data[4:260])
    assert (card.number, card.name) == ("510199196307152047", "王样本")


def test_published_answers_are_understood() -> None:
    frames = FrameParser().feed(FOUND + SELECTED)
    assert frames == [Frame(0x9F, 0, bytes(4)), Frame(0x90, 0, bytes(8))]


@given(st.integers(1, len(FOUND + SELECTED)), st.binary(max_size=30))
def test_pieces_and_leading_noise_change_nothing(size: int, noise: bytes) -> None:
    line = noise.replace(b"\xaa", b"") + FOUND + SELECTED
    parser = FrameParser()
    pieces = [line[at : at + size] for at in range(0, len(line), size)]
    frames = [frame for piece in pieces for frame in parser.feed(piece)]
    assert [frame.status for frame in frames] == [0x9F, 0x90]
    assert not parser.is_pending


def test_wrong_checksum_costs_only_its_own_frame() -> None:
    parser = FrameParser()
    damaged = FOUND[:-1] + b"\x00"
    assert [frame.status for frame in parser.feed(damaged + SELECTED)] == [0x90]
    assert parser.is_damaged


def test_whole_frame_of_noise_does_not_swallow_the_true_one_inside() -> None:
    around = FOUND[:5] + len(FOUND).to_bytes(2, "big") + FOUND
    assert [frame.status for frame in FrameParser().feed(around)] == [0x9F]


def test_noise_that_looks_like_a_long_frame_is_given_up_after_a_silence() -> None:
    parser = FrameParser()
    assert parser.feed(NOISE_LIKE_A_FRAME + FOUND) == []
    assert parser.is_pending
    assert [frame.status for frame in parser.lapse()] == [0x9F]


@pytest.mark.parametrize("length", ["0000", "0003", "FFFF"])
def test_impossible_length_does_not_wait_for_more(length: str) -> None:
    noise = FOUND[:5] + bytes.fromhex(length)
    assert [frame.status for frame in FrameParser().feed(noise + FOUND)] == [0x9F]


def test_stale_answer_is_not_taken_for_another_command() -> None:
    done = Frame(0x90, 0, b"")
    found = Frame(0x9F, 0, bytes(4))
    assert STATUS.accepts(done)
    assert not READ_BASE.accepts(done)
    assert not SELECT.accepts(done)
    assert not READ_BASE.accepts(found)
    assert READ_BASE.accepts(Frame(0x41, 0, b""))
    assert not FIND.accepts(Frame(0x41, 0, b""))


@given(st.lists(st.binary(max_size=64), max_size=20))
def test_any_bytes_give_frames_and_never_grow_without_end(pieces: list[bytes]) -> None:
    parser = FrameParser()
    for piece in pieces:
        parser.feed(piece)
    while parser.is_pending:
        parser.lapse()
    assert [frame.status for frame in parser.feed(FOUND)] == [0x9F]


@given(st.lists(st.sampled_from([FOUND, SELECTED, NOISE_LIKE_A_FRAME]), max_size=12))
def test_no_true_frame_is_lost_among_noise(parts: list[bytes]) -> None:
    parser = FrameParser()
    frames = parser.feed(b"".join(parts))
    while parser.is_pending:
        frames += parser.lapse()
    assert len(frames) == sum(part is not NOISE_LIKE_A_FRAME for part in parts)
