"""The holder of a social security card (社会保障卡) out of the chip's records.

Fields by tag, because record numbers differ between card generations and tags
do not. Source: LD/T 32-2015 and 人社信息函〔2012〕37号 (files and data items V2.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import IntEnum

from kiosk.domain.card import CardKind, ResidentCard, Sex
from kiosk.domain.fault import CardUnreadable, InvalidNumber
from kiosk.domain.identifier import CitizenNumber

__all__ = ["APPLICATION", "LAYOUT", "Tag", "parse_element", "parse_holder"]

APPLICATION = "sx1.sh.社会保障".encode("gbk")
"""DF name of the social security application."""

_HEADER_LENGTH = 2
_PADDING = b"\x00\xff "
_IDENTIFICATION_CODE_LENGTH = 16


class Tag(IntEnum):
    """Record identifiers of the items a terminal needs."""

    IDENTIFICATION_CODE = 0x01
    VALID_UNTIL = 0x06
    NUMBER = 0x08
    NAME = 0x09
    NAME_CONTINUED = 0x4E
    SEX = 0x0A
    BIRTH_DATE = 0x0D


LAYOUT: Mapping[Tag, tuple[int, int]] = {
    Tag.IDENTIFICATION_CODE: (5, 16),
    Tag.VALID_UNTIL: (5, 4),
    Tag.NUMBER: (6, 18),
    Tag.NAME: (6, 30),
    Tag.NAME_CONTINUED: (6, 20),
    Tag.SEX: (6, 1),
    Tag.BIRTH_DATE: (6, 4),
}
"""Short file identifier (EF05, EF06) and length of each item's value."""


def parse_element(record: bytes, tag: int) -> bytes:
    """Give the value of a record of one tag, one length byte, and the value.

    A record that holds nothing but padding gives an empty value.

    Raises:
        CardUnreadable: the record is another one, or shorter than it says.
    """
    if not record.strip(_PADDING):
        return b""
    whole = _HEADER_LENGTH + (record[1] if len(record) >= _HEADER_LENGTH else 0)
    rest = record[whole:].strip(_PADDING)
    if record[0] != tag or len(record) < max(whole, _HEADER_LENGTH) or rest:
        raise CardUnreadable(reason="record-layout", tag=f"{tag:02X}")
    return record[_HEADER_LENGTH:whole]


def parse_holder(values: Mapping[Tag, bytes]) -> ResidentCard:
    """Make the holder from the values found; an item the card lacks is missing.

    Raises:
        CardUnreadable: no number or name item (reason ``incomplete``), empty
            ones, as cards of the third generation give without authentication
            (``needs-authentication``), or a wrong number (``number``).
    """
    number = _number(values)
    return ResidentCard(
        kind=CardKind.SOCIAL_SECURITY,
        number=number.text,
        name=_name(values),
        sex=_sex(values.get(Tag.SEX, b""), number),
        birth_date=_day(values.get(Tag.BIRTH_DATE, b"")) or number.birth_date,
        valid_until=_day(values.get(Tag.VALID_UNTIL, b"")),
        identification_code=_code(values.get(Tag.IDENTIFICATION_CODE, b"")),
    )


def _needed(values: Mapping[Tag, bytes], tag: Tag) -> bytes:
    if tag not in values:
        raise CardUnreadable(reason="incomplete", tag=f"{tag:02X}")
    value = _unpadded(values[tag])
    if not value:
        raise CardUnreadable(reason="needs-authentication")
    return value


def _number(values: Mapping[Tag, bytes]) -> CitizenNumber:
    text = _needed(values, Tag.NUMBER).decode("ascii", "replace")
    try:
        return CitizenNumber.parse(text)
    except InvalidNumber as fault:
        cause = fault.facts.get("reason", "")
        raise CardUnreadable(reason="number", cause=cause) from None


def _name(values: Mapping[Tag, bytes]) -> str:
    # A long name is cut at 30 bytes even inside a character: join, then decode.
    joined = _needed(values, Tag.NAME) + _unpadded(values.get(Tag.NAME_CONTINUED, b""))
    return joined.decode("gb18030", "replace")


def _sex(value: bytes, number: CitizenNumber) -> Sex:
    try:
        return Sex(value.decode("ascii", "replace"))
    except ValueError:
        return Sex.MALE if number.is_male else Sex.FEMALE


def _day(value: bytes) -> date | None:
    """Read YYYYMMDD in packed decimals; anything else is no day."""
    digits = value.hex()
    if len(digits) != len("YYYYMMDD") or not digits.isdecimal():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _code(value: bytes) -> str:
    is_whole = len(value) == _IDENTIFICATION_CODE_LENGTH
    return value.hex().upper() if is_whole and value.strip(_PADDING) else ""


def _unpadded(value: bytes) -> bytes:
    # None of the padding bytes can end a GB 18030 character.
    return value.rstrip(_PADDING)
