"""A reading against recorded conversations, against the virtual card, and bad chips."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.pcsc.reading import read_holder
from drivers.simulated.card_holder import CardHolder
from drivers.simulated.social_security_card import CardProfile, SocialSecurityCard
from kiosk.domain.card import CardKind, ResidentCard, Sex
from kiosk.domain.fault import CardFault, CardUnreadable, ForeignCard

RECORDINGS = Path(__file__).parents[3] / "recordings" / "apdu"
NUMBER = "510199196307152047"
LONG_NAME = "阿卜杜热合曼·样本买买提测试𠮷"
HOLDER = CardHolder(NUMBER, LONG_NAME)


class Recording:
    """A chip that says what it once said, as long as it is asked the same."""

    def __init__(self, name: str) -> None:
        lines = (RECORDINGS / f"{name}.txt").read_text("ascii").splitlines()
        self._lines = [(line[0], bytes.fromhex(line[2:])) for line in lines]

    def transmit(self, command: bytes) -> bytes:
        assert self._lines.pop(0) == (">", command)
        return self._lines.pop(0)[1]

    @property
    def is_at_end(self) -> bool:
        return not self._lines


@pytest.mark.parametrize("name", ["v1-t0", "v2-t0", "v2-t1"])
def test_recorded_card_gives_its_holder(name: str) -> None:
    recording = Recording(name)
    card = read_holder(recording.transmit)
    assert recording.is_at_end
    assert (card.kind, card.number) == (CardKind.SOCIAL_SECURITY, NUMBER)
    assert (card.sex, card.birth_date) == (Sex.FEMALE, date(1963, 7, 15))
    assert card.valid_until == date(2033, 11, 30)
    assert card.identification_code == "510100D1560000050199196307152047"


@pytest.mark.parametrize("name", ["v2-t0", "v2-t1"])
def test_name_cut_inside_a_character_is_joined_before_it_is_decoded(name: str) -> None:
    assert read_holder(Recording(name).transmit).name == LONG_NAME


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("v3-t0", CardUnreadable(reason="needs-authentication")),
        ("damaged-t0", CardUnreadable(reason="record", status="6F00", tag="01")),
        ("foreign-t0", ForeignCard(status="6A82")),
    ],
)
def test_recorded_card_gives_its_fault(name: str, fault: CardFault) -> None:
    with pytest.raises(type(fault)) as told:
        read_holder(Recording(name).transmit)
    assert told.value == fault


@pytest.mark.parametrize("is_t0", [True, False])
@pytest.mark.parametrize("profile", list(CardProfile))
def test_no_pin_is_ever_tried(profile: CardProfile, is_t0: bool) -> None:  # noqa: FBT001
    card = SocialSecurityCard(HOLDER, profile, is_t0=is_t0)
    sent = []

    def transmit(command: bytes) -> bytes:
        sent.append(command[1])
        return card.answer(command)

    with contextlib.suppress(CardFault):
        read_holder(transmit)
    assert set(sent) <= {0xA4, 0xB2, 0xC0}


@pytest.mark.parametrize("is_t0", [True, False])
def test_right_length_costs_one_command_an_item(is_t0: bool) -> None:  # noqa: FBT001
    card = SocialSecurityCard(HOLDER, is_t0=is_t0)
    sent = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return card.answer(command)

    read_holder(transmit)
    assert len(sent) == 8 + is_t0


def altered(after: int, raw: bytes, holder: CardHolder = HOLDER) -> ResidentCard:
    """Read a good card whose answer number ``after`` is another one."""
    card = SocialSecurityCard(holder)
    asked = 0

    def transmit(command: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return raw if asked == after else card.answer(command)

    return read_holder(transmit)


@pytest.mark.parametrize(
    ("status", "reason"),
    [("6A83", "incomplete"), ("6982", "needs-authentication"), ("6581", "record")],
)
def test_number_that_cannot_be_had_is_told(status: str, reason: str) -> None:
    with pytest.raises(CardUnreadable) as told:
        altered(5, bytes.fromhex(status))
    assert told.value.facts["reason"] == reason


def test_wrong_check_digit_is_told_without_the_number() -> None:
    wrong = CardHolder(NUMBER[:-1] + "8", "王样本")
    with pytest.raises(CardUnreadable) as told:
        read_holder(SocialSecurityCard(wrong).answer)
    assert told.value.facts == {"reason": "number", "cause": "check-digit"}
    assert "1963" not in str(told.value)


@pytest.mark.parametrize("missing", [3, 4, 7, 8, 9])
def test_missing_item_that_is_not_needed_does_no_harm(missing: int) -> None:
    assert altered(missing, bytes.fromhex("6A83")).number == NUMBER


def test_padding_with_blanks_is_taken_off() -> None:
    name = "王样本".encode("gbk").ljust(30, b" ")
    answer = b"\x09\x1e" + name + b"\x90\x00"
    card = altered(6, answer, CardHolder(NUMBER, "王样本"))
    assert card.name == "王样本"


def test_unset_dates_and_sex_come_from_the_number() -> None:
    assert altered(8, b"\x0a\x01\x00\x90\x00").sex is Sex.FEMALE
    assert altered(9, b"\x0d\x04\xff\xff\xff\xff\x90\x00").birth_date == date(
        1963, 7, 15
    )
    assert altered(4, b"\x06\x04\xff\xff\xff\xff\x90\x00").valid_until is None


def test_chip_that_never_comes_to_an_end_is_given_up() -> None:
    with pytest.raises(CardUnreadable) as told:
        read_holder(lambda _: b"\x61\x10")
    assert told.value.facts["reason"] == "endless-answer"


@given(st.lists(st.binary(max_size=40), min_size=40, max_size=40))
def test_any_chip_gives_a_holder_or_a_card_fault(answers: list[bytes]) -> None:
    told = iter(answers * 2)
    try:
        card = read_holder(lambda _: next(told))
    except CardFault:
        return
    assert card.number


@given(st.integers(1, 9), st.binary(max_size=60))
def test_one_altered_answer_gives_a_holder_or_a_card_fault(
    after: int, raw: bytes
) -> None:
    try:
        card = altered(after, raw)
    except CardFault:
        return
    assert card.number == NUMBER
    assert card.name
