"""The badge of a staff card out of the chip's two files; see ``docs/devices.md``."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from kiosk.domain.fault import CardUnreadable
from kiosk.ports.staff_card import StaffBadge, StaffRole

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["APPLICATION", "HEADER_LENGTH", "StaffFile", "object_length", "parse_badge"]

APPLICATION = bytes.fromhex("F0") + b"SIKSTAF" + bytes.fromhex("01")
"""Name of the application: our own, not registered (ISO/IEC 7816-4, category F)."""

HEADER_LENGTH = 4
_VERSION = b"\x01"
_LONG_FORM = 0x80
_LONGEST = 4096
_MOST_NAME_CHARACTERS = 40
_MOST_NUMBER_CHARACTERS = 16


class StaffFile(IntEnum):
    """Short file identifiers; each file holds one object of tag and length."""

    IDENTITY = 1
    CERTIFICATE = 2


class _Tag(IntEnum):
    VERSION = 0x80
    NUMBER = 0x81
    ROLE = 0x82
    NAME = 0x83


_OUTER = {StaffFile.IDENTITY: 0x70, StaffFile.CERTIFICATE: 0x30}


def object_length(file: StaffFile, header: bytes) -> int:
    """Give the whole length of a file's object from its first four bytes.

    Raises:
        CardUnreadable: reason ``file-layout``.
    """
    if len(header) < HEADER_LENGTH or header[0] != _OUTER[file]:
        raise CardUnreadable(reason="file-layout", file=file.name)
    size = header[1] - _LONG_FORM if header[1] > _LONG_FORM else 0
    length = int.from_bytes(header[2 : 2 + size], "big") if size else header[1]
    if size > HEADER_LENGTH - 2 or header[1] == _LONG_FORM or length > _LONGEST:
        raise CardUnreadable(reason="file-layout", file=file.name)
    return 2 + size + length


def parse_badge(identity: bytes, certificate: bytes, tries_left: int) -> StaffBadge:
    """Make the badge of both files' objects; the certificate is not looked into.

    Raises:
        CardUnreadable: fact ``reason`` says why.
    """
    items = _items(identity[2:])
    if items.get(_Tag.VERSION) != _VERSION:
        raise CardUnreadable(reason="version", file=StaffFile.IDENTITY.name)
    return StaffBadge(
        number=_number(items.get(_Tag.NUMBER, b"")),
        role=_role(items.get(_Tag.ROLE, b"")),
        name=_name(items.get(_Tag.NAME, b"")),
        certificate=certificate,
        tries_left=tries_left,
    )


def _items(content: bytes) -> Mapping[int, bytes]:
    """Take items of one tag byte and one length byte apart; none may be twice."""
    items: dict[int, bytes] = {}
    while content:
        end = 2 + content[1] if len(content) > 1 else len(content) + 1
        if end > len(content) or content[0] in items:
            raise CardUnreadable(reason="file-layout", file=StaffFile.IDENTITY.name)
        items[content[0]], content = content[2:end], content[end:]
    return items


def _number(value: bytes) -> str:
    text = value.decode("ascii", "replace")
    if not (text.isascii() and text.isalnum() and len(text) <= _MOST_NUMBER_CHARACTERS):
        raise CardUnreadable(reason="staff-number")
    return text


def _role(value: bytes) -> StaffRole:
    try:
        return StaffRole(value.decode("ascii", "replace"))
    except ValueError:
        raise CardUnreadable(reason="staff-role") from None


def _name(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    if not text.isprintable() or not 0 < len(text) <= _MOST_NAME_CHARACTERS:
        raise CardUnreadable(reason="staff-name")
    return text
