"""Staff cards without a reader: any bytes of a chip give a badge or a typed fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.pcsc.staff_badge import StaffFile, object_length, parse_badge
from drivers.pcsc.staff_talk import check_pin, read_badge, select, sign
from drivers.simulated.staff_card import StaffIdentity, VirtualStaffCard
from kiosk.domain.fault import CardUnreadable, Fault, ForeignCard, InvalidValue
from kiosk.ports.staff_card import PinCheck, StaffRole

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = StaffIdentity.make()


def items(**values: bytes) -> bytes:
    tags = {"version": 0x80, "number": 0x81, "role": 0x82, "name": 0x83}
    sound = {
        "version": b"\x01",
        "number": b"S0001",
        "role": b"clerk",
        "name": "石样本".encode(),
    }
    content = b"".join(
        bytes((tags[key], len(value))) + value
        for key, value in (sound | values).items()
    )
    return bytes((0x70, len(content))) + content


@given(st.binary(max_size=300))
def test_any_identity_file_is_a_badge_or_a_typed_fault(content: bytes) -> None:
    try:
        badge = parse_badge(content, b"", 3)
    except CardUnreadable as fault:
        assert fault.facts  # noqa: PT017 - either is right
    else:
        assert badge.role in StaffRole


@given(st.sampled_from(StaffFile), st.binary(max_size=6))
def test_any_header_gives_a_bounded_length_or_a_typed_fault(
    file: StaffFile, header: bytes
) -> None:
    try:
        length = object_length(file, header)
    except CardUnreadable:
        return
    assert 2 <= length <= 4096 + 4


@given(st.lists(st.binary(max_size=260), max_size=12))
def test_any_chip_gives_a_badge_or_a_typed_fault(answers: list[bytes]) -> None:
    left = iter(answers)
    try:
        read_badge(lambda _command: next(left, b"\x6f\x00"))
    except Fault as fault:
        assert isinstance(fault, CardUnreadable | ForeignCard)  # noqa: PT017


@given(st.binary(max_size=80))
def test_any_answer_to_pin_or_challenge_is_typed(answer: bytes) -> None:
    for call in (
        lambda: check_pin(lambda _: answer, "482913"),
        lambda: sign(lambda _: answer, bytes(32)),
    ):
        try:
            given_back = call()
        except CardUnreadable:
            continue
        assert isinstance(given_back, PinCheck) or len(given_back) == 64


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"version": b"\x02"}, "version"),
        ({"number": b""}, "staff-number"),
        ({"number": b"S-1"}, "staff-number"),
        ({"number": b"S" * 17}, "staff-number"),
        ({"role": b"root"}, "staff-role"),
        ({"name": b""}, "staff-name"),
        ({"name": b"\x1b[31m"}, "staff-name"),
        ({"name": b"x" * 41}, "staff-name"),
    ],
)
def test_badge_that_is_not_right_says_what(
    wrong: dict[str, bytes], reason: str
) -> None:
    with pytest.raises(CardUnreadable) as told:
        parse_badge(items(**wrong), b"", 3)
    assert told.value.facts["reason"] == reason


def test_item_that_is_there_twice_is_refused() -> None:
    content = items()[2:] + b"\x82\x05clerk"
    with pytest.raises(CardUnreadable):
        parse_badge(bytes((0x70, len(content))) + content, b"", 3)


@pytest.mark.parametrize(
    ("header", "length"),
    [("30050000", 7), ("30810500", 8), ("30820105", 0x109), ("30821000", 0x1004)],
)
def test_length_of_each_form(header: str, length: int) -> None:
    assert object_length(StaffFile.CERTIFICATE, bytes.fromhex(header)) == length


@pytest.mark.parametrize("header", ["31050000", "30800000", "3083010000", "30821001"])
def test_length_of_no_form_is_refused(header: str) -> None:
    with pytest.raises(CardUnreadable):
        object_length(StaffFile.CERTIFICATE, bytes.fromhex(header)[:4])


@pytest.mark.parametrize("is_t0", [True, False])
def test_pin_is_sent_once_and_padded(is_t0: bool) -> None:  # noqa: FBT001
    card = VirtualStaffCard(IDENTITY, is_t0=is_t0)
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return card.answer(command)

    select(transmit)
    assert check_pin(transmit, "1234567").tries_left == 2
    assert [command.hex() for command in sent if command[1] == 0x20] == [
        "0020008008" + "31323334353637ff"
    ]


def test_reading_a_badge_sends_no_pin() -> None:
    card = VirtualStaffCard(IDENTITY)
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return card.answer(command)

    badge = read_badge(transmit)
    assert badge.certificate == IDENTITY.certificate
    assert all(len(command) == 4 for command in sent if command[1] == 0x20)


def test_card_of_files_is_made_or_refused(tmp_path: Path) -> None:
    told = {"number": "S1", "role": "clerk", "name": "样本", "pin": "482913"}
    assert StaffIdentity.from_json(told).number == "S1"
    with pytest.raises(InvalidValue):
        StaffIdentity.from_json({**told, "pin": ""})
    with pytest.raises(InvalidValue):
        StaffIdentity.from_json({**told, "key": str(tmp_path / "absent.pem")})
