"""The panel's frames, reports and debouncing: any bytes, any bounce, typed ends."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.serial_line.panel_frame import LONGEST_FRAME, PanelFrame
from drivers.serial_line.panel_report import PanelState, parse_places, parse_state
from drivers.serial_line.panel_senses import SETTLE_SECONDS, SensesFilter
from kiosk.domain.fault import InvalidValue
from kiosk.ports.guidance import Place
from kiosk.ports.surroundings import (
    Door,
    Happening,
    Power,
    Presence,
    Senses,
    Tamper,
)

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDING = Path(__file__).parents[3] / "recordings" / "panel" / "session.txt"
CALM = Senses(Presence.NOT_PRESENT, Door.CLOSED, Tamper.SOUND, Power.MAINS)
WORD = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":*"),
    min_size=1,
    max_size=12,
)
FRAME = st.builds(
    PanelFrame, st.integers(0, 255), st.lists(WORD, min_size=1, max_size=6).map(tuple)
)


def reason(call: Callable[[], object]) -> str:
    """Give the reason why something is invalid; empty when it is valid."""
    try:
        call()
    except InvalidValue as fault:
        return str(fault.facts["reason"])
    return ""


def crc(content: bytes) -> int:
    """CRC-16/CCITT-FALSE bit by bit, as its definition has it."""
    register = 0xFFFF
    for byte in content:
        register ^= byte << 8
        for _ in range(8):
            register = register << 1 ^ (0x1021 if register & 0x8000 else 0)
            register &= 0xFFFF
    return register


def test_frame_is_the_documented_one() -> None:
    assert crc(b"123456789") == 0x29B1, "the check value of the CRC catalogue"
    body = b"1 2A light card-reader slow green entry"
    frame = PanelFrame(0x2A, ("light", "card-reader", "slow", "green", "entry"))
    assert frame.encode() == b":" + body + b"*%04X\r\n" % crc(body)
    assert frame.encode().endswith(b"*159C\r\n"), "as in docs/devices.md"


def test_recorded_session_is_understood() -> None:
    lines = [line for line in RECORDING.read_text("ascii").splitlines() if line[2:]]
    heard = [PanelFrame.parse(line[2:].encode()) for line in lines if line[0] in "<>"]
    written = [frame.encode().rstrip().decode() for frame in heard]
    assert written == [line[2:] for line in lines if line[0] in "<>"]
    unasked = [parse_state(frame.words) for frame in heard if not frame.sequence]
    came = Senses(Presence.PRESENT, Door.CLOSED, Tamper.SOUND, Power.MAINS)
    assert unasked == [PanelState(came, 0), PanelState(came, 1)]
    assert parse_places(heard[1].words) == {
        Place.CARD_READER,
        Place.PRINTER,
        Place.STATUS,
    }


@given(FRAME, st.binary(max_size=20))
def test_frame_is_read_back_behind_any_noise(frame: PanelFrame, noise: bytes) -> None:
    line = frame.encode().rstrip(b"\r\n")
    assert len(line) <= LONGEST_FRAME
    assert PanelFrame.parse(noise + line) == frame


@given(st.binary(max_size=LONGEST_FRAME))
def test_any_line_is_a_frame_or_a_typed_fault(line: bytes) -> None:
    told = reason(partial(PanelFrame.parse, line))
    assert told in ("", "form", "checksum", "version")


@given(FRAME, st.data())
def test_one_changed_bit_is_never_taken_for_another_frame(
    frame: PanelFrame, data: st.DataObject
) -> None:
    line = bytearray(frame.encode().rstrip(b"\r\n"))
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] ^= 1 << data.draw(st.integers(0, 7))
    assert reason(partial(PanelFrame.parse, bytes(line))) in ("form", "checksum")


@given(st.lists(WORD | st.sampled_from(["state", "present", "-", "7"]), max_size=7))
def test_any_words_are_a_report_or_a_typed_fault(words: list[str]) -> None:
    assert reason(partial(parse_state, words)) in ("", "words")
    assert reason(partial(parse_places, words)) in ("", "words")


def test_report_is_read_axis_by_axis() -> None:
    state = parse_state(["state", "present", "open", "tampered", "low", "255"])
    senses = Senses(Presence.PRESENT, Door.OPEN, Tamper.TAMPERED, Power.LOW)
    assert state == PanelState(senses, 255)
    assert parse_state(["state", "-", "-", "-", "-", "0"]) == PanelState(Senses(), 0)


@pytest.mark.parametrize("calls", ["256", "-1", "٣", "1.0", "0000"])
def test_calls_are_a_byte(calls: str) -> None:
    assert reason(partial(parse_state, ["state", "-", "-", "-", "-", calls])) == "words"


def test_places_of_a_newer_panel_are_left_out() -> None:
    told = parse_places(["panel", "x1", "printer,coin-slot,card-reader"])
    assert told == {Place.PRINTER, Place.CARD_READER}
    assert parse_places(["panel", "x1", "-"]) == frozenset()


def at_rest() -> SensesFilter:
    made = SensesFilter()
    made.report(PanelState(CALM, 0), 0.0)
    assert made.settle(0.0) == ()
    assert made.settled == CALM
    return made


def test_trouble_found_at_the_start_is_told_and_calm_is_not() -> None:
    made = SensesFilter()
    found = Senses(Presence.NOT_PRESENT, Door.OPEN, Tamper.SOUND, Power.BATTERY)
    made.report(PanelState(found, 9), 0.0)
    assert made.settle(0.0) == (Happening.DOOR_OPENED, Happening.MAINS_LOST)


def test_reading_counts_only_after_it_held_long_enough() -> None:
    made = at_rest()
    opened = Senses(Presence.NOT_PRESENT, Door.OPEN, Tamper.SOUND, Power.MAINS)
    made.report(PanelState(opened, 0), 10.0)
    assert made.seconds_to_settle(10.0) == pytest.approx(SETTLE_SECONDS[Door.OPEN])
    assert made.settle(10.05) == ()
    assert made.settle(10.11) == (Happening.DOOR_OPENED,)
    assert made.seconds_to_settle(10.11) == math.inf


def test_attack_is_told_at_once() -> None:
    made = at_rest()
    attacked = Senses(Presence.NOT_PRESENT, Door.CLOSED, Tamper.TAMPERED, Power.MAINS)
    made.report(PanelState(attacked, 0), 10.0)
    assert made.settle(10.0) == (Happening.TAMPERED,)


def test_battery_that_recovers_without_mains_is_no_news() -> None:
    made = at_rest()
    for power, told in [
        (Power.LOW, (Happening.BATTERY_LOW,)),
        (Power.BATTERY, ()),
        (Power.MAINS, (Happening.MAINS_BACK,)),
    ]:
        now = 10.0 * (1 + list(Power).index(power))
        senses = Senses(Presence.NOT_PRESENT, Door.CLOSED, Tamper.SOUND, power)
        made.report(PanelState(senses, 0), now)
        assert made.settle(now + 5.0) == told


def test_calls_wrap_and_a_restarted_panel_does_not_call() -> None:
    made = at_rest()
    made.report(PanelState(CALM, 1), 10.0)
    assert made.settle(10.0) == (Happening.CALL_PRESSED,)
    made.restart()
    made.report(PanelState(CALM, 0), 20.0)
    assert made.settle(20.0) == ()
    made.report(PanelState(CALM, 255), 30.0)
    assert made.settle(30.0) == (Happening.CALL_PRESSED,)
    made.report(PanelState(CALM, 0), 40.0)
    assert made.settle(40.0) == (Happening.CALL_PRESSED,)


@given(
    st.lists(
        st.tuples(
            st.builds(
                Senses,
                st.sampled_from(Presence),
                st.sampled_from(Door),
                st.sampled_from(Tamper),
                st.sampled_from(Power),
            ),
            st.integers(0, 255),
            st.floats(0, 3),
        ),
        max_size=40,
    )
)
def test_whatever_bounces_every_axis_settles_where_it_rests(
    reports: list[tuple[Senses, int, float]],
) -> None:
    made, now, count = SensesFilter(), 0.0, 0
    for senses, calls, pause in reports:
        now += pause
        made.report(PanelState(senses, calls), now)
        count += len(made.settle(now))
    made.settle(now + max(SETTLE_SECONDS.values()))
    assert made.settled == (reports[-1][0] if reports else Senses())
    assert count <= 5 * len(reports)
