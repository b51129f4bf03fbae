"""The four layouts of the text block, and any bytes at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.serial_line.text_block import LAYOUTS, parse_holder
from drivers.simulated.card_holder import CardHolder
from drivers.simulated.samv_card import IdentityCardKind, SamvCard
from kiosk.domain.card import CardKind, ResidentCard, Sex
from kiosk.domain.fault import CardFault, CardUnreadable, ForeignCard

NUMBER = "510199196307152047"
HOLDER = CardHolder(NUMBER, "王样本", foreign_name="SAMPLE, PERSON")
MARK = slice(248, 250)


def read(kind: IdentityCardKind, holder: CardHolder = HOLDER) -> ResidentCard:
    return parse_holder(SamvCard(holder, kind).text)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (IdentityCardKind.RESIDENT_ID, CardKind.RESIDENT_ID),
        (IdentityCardKind.HMT_RESIDENCE, CardKind.HMT_RESIDENCE),
        (IdentityCardKind.FOREIGN_2023, CardKind.FOREIGN_RESIDENT),
    ],
)
def test_cards_laid_out_alike(kind: IdentityCardKind, told: CardKind) -> None:
    card = read(kind)
    assert (card.kind, card.number, card.name) == (told, NUMBER, "王样本")
    assert (card.sex, card.birth_date) == (Sex.FEMALE, date(1963, 7, 15))
    assert (card.valid_until, card.identification_code) == (date(2039, 12, 31), "")


def test_foreign_card_of_2017_keeps_its_own_number() -> None:
    holder = CardHolder(
        "USA110071010101", "", birth_date="19710101", foreign_name="SAMPLE, PERSON"
    )
    card = read(IdentityCardKind.FOREIGN_2017, holder)
    assert (card.kind, card.number) == (CardKind.FOREIGN_RESIDENT, "USA110071010101")
    assert (card.name, card.birth_date) == ("SAMPLE, PERSON", date(1971, 1, 1))


def test_foreign_name_counts_where_there_is_no_chinese_one() -> None:
    holder = CardHolder(NUMBER, "", foreign_name="SAMPLE, PERSON")
    assert read(IdentityCardKind.FOREIGN_2023, holder).name == "SAMPLE, PERSON"


def test_character_outside_the_basic_plane_takes_two_units() -> None:
    assert read(IdentityCardKind.RESIDENT_ID, CardHolder(NUMBER, "𠮷样本")).name == (
        "𠮷样本"
    )


def test_private_use_character_is_kept() -> None:
    name = "王\ue863本"
    assert read(IdentityCardKind.RESIDENT_ID, CardHolder(NUMBER, name)).name == name


def test_card_without_end_has_no_last_day() -> None:
    text = SamvCard(HOLDER).text
    unlimited = "长期".encode("utf-16-le") + " ".encode("utf-16-le") * 6
    assert parse_holder(text[:204] + unlimited + text[220:]).valid_until is None


def test_photo_goes_along() -> None:
    assert parse_holder(SamvCard(HOLDER).text, b"image").photo == b"image"


def test_unknown_mark_is_foreign() -> None:
    with pytest.raises(ForeignCard) as told:
        read(IdentityCardKind.UNKNOWN)
    assert told.value.facts == {"mark": "0051"}


@pytest.mark.parametrize(
    ("number", "name", "reason"),
    [
        (NUMBER[:-1] + "8", "王样本", "number"),
        ("51019963071520", "王样本", "number"),
        (NUMBER, "", "incomplete"),
    ],
)
def test_holder_that_does_not_hold_is_told(number: str, name: str, reason: str) -> None:
    holder = CardHolder(number, name, birth_date="19630715")
    with pytest.raises(CardUnreadable) as told:
        read(IdentityCardKind.RESIDENT_ID, holder)
    assert told.value.facts["reason"] == reason


@pytest.mark.parametrize("length", [0, 255, 257])
def test_wrong_length_is_told(length: int) -> None:
    with pytest.raises(CardUnreadable):
        parse_holder(bytes(length))


@given(st.binary(min_size=256, max_size=256), st.sampled_from([*LAYOUTS, "?"]))
def test_any_bytes_give_a_holder_or_a_card_fault(text: bytes, mark: str) -> None:
    marked = text[:248] + mark.encode("utf-16-le") + text[250:]
    try:
        card = parse_holder(marked)
    except CardFault:
        return
    assert card.number
    assert card.name


@given(st.integers(0, 255), st.integers(0, 255))
def test_one_altered_byte_gives_a_holder_or_a_card_fault(at: int, byte: int) -> None:
    text = SamvCard(HOLDER).text
    try:
        card = parse_holder(text[:at] + bytes((byte,)) + text[at + 1 :])
    except CardFault:
        return
    assert card.name
