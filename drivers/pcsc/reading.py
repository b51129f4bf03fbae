"""The conversation with a social security card: select, then read item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.pcsc.apdu import exchange, read_record, select_application
from drivers.pcsc.social_security_card import (
    APPLICATION,
    LAYOUT,
    Tag,
    parse_element,
    parse_holder,
)
from kiosk.domain.fault import CardUnreadable, ForeignCard

if TYPE_CHECKING:
    from drivers.pcsc.apdu import Transmit
    from kiosk.domain.card import ResidentCard

__all__ = ["read_holder", "read_identification_code"]

_DONE = 0x9000
_NOT_THIS_CARD = (0x6A81, 0x6A82, 0x6A86, 0x6D00, 0x6E00)
_NO_SUCH_ITEM = (0x6A82, 0x6A83)
_LOCKED = (0x6982, 0x6985)


def read_holder(transmit: Transmit) -> ResidentCard:
    """Read number, name and what else names the holder; no PIN is ever tried.

    Raises:
        ForeignCard: the chip has no social security application.
        CardUnreadable: fact ``reason`` says why.
        CardRemoved, DeviceLost: whatever the transmission raises.
    """
    _select(transmit)
    found = {tag: _item(transmit, tag) for tag in Tag}
    return parse_holder({tag: item for tag, item in found.items() if item is not None})


def read_identification_code(transmit: Transmit) -> str:
    """Read which card it is (卡识别码), 32 hex digits; free on every generation.

    Raises:
        ForeignCard, CardUnreadable, CardRemoved, DeviceLost: see `read_holder`.
    """
    _select(transmit)
    return (_item(transmit, Tag.IDENTIFICATION_CODE) or b"").hex().upper()


def _select(transmit: Transmit) -> None:
    answer = exchange(transmit, select_application(APPLICATION))
    if answer.status in _NOT_THIS_CARD:
        raise ForeignCard(status=answer.code)
    if answer.status != _DONE:
        raise CardUnreadable(reason="select", status=answer.code)


def _item(transmit: Transmit, tag: Tag) -> bytes | None:
    """Give an item's value, empty when keys guard it, none when the card lacks it."""
    short_file, length = LAYOUT[tag]
    answer = exchange(transmit, read_record(tag, short_file, length))
    if answer.status in _NO_SUCH_ITEM:
        return None
    if answer.status in _LOCKED:
        return b""
    if answer.status != _DONE:
        raise CardUnreadable(reason="record", tag=f"{tag:02X}", status=answer.code)
    return parse_element(answer.data, tag)
