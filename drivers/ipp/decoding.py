"""IPP bytes to messages: strict about structure, lenient about text; no I/O.

Source: RFC 8010 section 3.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from drivers.ipp.message import Attribute, Group, Message, Tag
from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drivers.ipp.message import Collection, Value

__all__ = ["decode"]

_LAST_DELIMITER = 0x0F
_MOST_NESTED = 8
_LONGEST_BLOCK = 0x7FFF


def decode(data: bytes) -> Message:
    """Read a message; whatever follows its end is not looked at.

    Raises:
        InvalidValue: the bytes break RFC 8010.
    """
    cursor = _Cursor(data)
    major, minor, code, request_id = struct.unpack(">BBHI", cursor.take(8))
    groups: list[Group] = []
    while (tag := cursor.byte()) != Tag.END:
        if tag <= _LAST_DELIMITER:
            groups.append(Group(tag))
        elif groups:
            _decode_into(groups[-1].attributes, tag, cursor)
        else:
            raise _broken(reason="attribute outside any group")
    return Message(code, request_id, tuple(groups), (major, minor))


class _Cursor:
    """Walks over bytes and refuses to step past their end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise _broken(reason="cut short")
        self._at += count
        return piece

    def byte(self) -> int:
        return self.take(1)[0]

    def block(self) -> bytes:
        (length,) = struct.unpack(">H", self.take(2))
        if length > _LONGEST_BLOCK:
            raise _broken(reason="negative length")
        return self.take(length)


def _broken(reason: str) -> InvalidValue:
    return InvalidValue(field="ipp-message", reason=reason)


def _decode_into(attributes: dict[str, Attribute], tag: int, cursor: _Cursor) -> None:
    name = _text(cursor.block())
    value = _decode_value(tag, cursor, depth=0)
    if name:
        attributes.setdefault(name, Attribute(tag, [])).values.append(value)
    elif attributes:
        attributes[next(reversed(attributes))].values.append(value)
    else:
        raise _broken(reason="further value of nothing")


def _decode_value(tag: int, cursor: _Cursor, depth: int) -> Value:
    data = cursor.block()
    if tag == Tag.BEGIN_COLLECTION:
        return _decode_collection(cursor, depth + 1)
    if tag in (Tag.END_COLLECTION, Tag.MEMBER_NAME):
        raise _broken(reason="collection member outside a collection")
    if 0x10 <= tag <= 0x1F:  # noqa: PLR2004 - out-of-band values, RFC 8010 3.5.2
        return None
    return _DECODERS.get(tag, bytes)(data)


def _decode_collection(cursor: _Cursor, depth: int) -> Collection:
    if depth > _MOST_NESTED:
        raise _broken(reason="collections nested too deep")
    members: dict[str, Attribute] = {}
    name = ""
    while (tag := cursor.byte()) != Tag.END_COLLECTION:
        if tag <= _LAST_DELIMITER or cursor.block():
            raise _broken(reason="collection is not closed")
        if tag == Tag.MEMBER_NAME:
            name = _text(cursor.block())
            continue
        value = _decode_value(tag, cursor, depth)
        members.setdefault(name, Attribute(tag, [])).values.append(value)
    if cursor.block() or cursor.block():
        raise _broken(reason="collection is not closed")
    return members


def _text(data: bytes) -> str:
    """Read text leniently: printers send Latin-1 here and there."""
    return data.decode("utf-8", "replace")


def _number(data: bytes) -> int:
    return int(_unpack(">i", data)[0])


def _flag(data: bytes) -> bool:
    return bool(_unpack(">B", data)[0])


def _text_with_language(data: bytes) -> str:
    cursor = _Cursor(data)
    cursor.block()
    return _text(cursor.block())


def _unpack(form: str, data: bytes) -> tuple[int, ...]:
    try:
        return struct.unpack(form, data)
    except struct.error:
        raise _broken(reason="value of wrong length") from None


_DECODERS: Mapping[int, Callable[[bytes], Value]] = {
    Tag.INTEGER: _number,
    Tag.ENUM: _number,
    Tag.BOOLEAN: _flag,
    Tag.RESOLUTION: lambda data: _unpack(">iib", data),
    Tag.RANGE: lambda data: _unpack(">ii", data),
    Tag.TEXT_WITH_LANGUAGE: _text_with_language,
    Tag.NAME_WITH_LANGUAGE: _text_with_language,
    **dict.fromkeys(range(0x41, 0x4A), _text),
}
