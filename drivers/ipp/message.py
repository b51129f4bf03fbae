"""IPP messages as values: a strict and complete binary codec without any I/O.

Source: RFC 8010 (encoding and transport); names of tags as in its section 3.5.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from kiosk.domain.fault import InvalidValue

__all__ = ["Attribute", "Collection", "Group", "Message", "Tag", "Value"]

_LAST_DELIMITER = 0x0F
_MOST_NESTED = 8
_LONGEST_BLOCK = 0x7FFF


class Tag(IntEnum):
    """Delimiters and value syntaxes that this driver gives a meaning."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


Collection: TypeAlias = "Mapping[str, Attribute]"
Value: TypeAlias = "int | bool | str | bytes | tuple[int, ...] | Collection | None"


@dataclass(slots=True)
class Attribute:
    """One attribute: its syntax and one or more values.

    Out-of-band values (unknown, no-value) are ``None``; syntaxes without a
    meaning here keep their bytes.
    """

    tag: int
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes of one object: the operation, a job or the printer."""

    tag: int
    attributes: dict[str, Attribute] = field(default_factory=dict)

    def number(self, name: str) -> int | None:
        """Give an integer or enum, or none where it is absent or another type."""
        value = self._first(name)
        if isinstance(value, bool):
            return None
        return value if isinstance(value, int) else None

    def flag(self, name: str) -> bool | None:
        """Give a boolean, or none where it is absent or another type."""
        value = self._first(name)
        return value if isinstance(value, bool) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Give the values that are text, keyword, name, URI and the like."""
        found = self.attributes.get(name)
        values = found.values if found else ()
        return tuple(value for value in values if isinstance(value, str))

    def _first(self, name: str) -> Value:
        found = self.attributes.get(name)
        return found.values[0] if found else None


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer.

    Attributes:
        code: Operation id of a request, status code of an answer.
    """

    code: int
    request_id: int
    groups: Sequence[Group] = ()
    version: tuple[int, int] = (1, 1)

    def group(self, tag: int) -> Group:
        """Give the first group of a kind, an empty one where there is none."""
        return next((group for group in self.groups if group.tag == tag), Group(tag))

    def all_groups(self, tag: int) -> tuple[Group, ...]:
        """Give every group of a kind; Get-Jobs has one for each job."""
        return tuple(group for group in self.groups if group.tag == tag)

    def encode(self) -> bytes:
        """Write the message; the document follows right behind it.

        Raises:
            InvalidValue: a value does not fit its syntax.
        """
        parts = [struct.pack(">BBHI", *self.version, self.code, self.request_id)]
        for group in self.groups:
            parts.append(bytes((group.tag,)))
            for name, attribute in group.attributes.items():
                parts += _encode_attribute(name, attribute)
        parts.append(bytes((Tag.END,)))
        return b"".join(parts)

    @classmethod
    def decode(cls, data: bytes) -> Message:
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
                raise _broken("attribute outside any group")
        return cls(code, request_id, tuple(groups), (major, minor))


class _Cursor:
    """Walks over bytes and refuses to step past their end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise _broken("cut short")
        self._at += count
        return piece

    def byte(self) -> int:
        return self.take(1)[0]

    def block(self) -> bytes:
        (length,) = struct.unpack(">H", self.take(2))
        if length > _LONGEST_BLOCK:
            raise _broken("negative length")
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
        raise _broken("further value of nothing")


def _decode_value(tag: int, cursor: _Cursor, depth: int) -> Value:
    data = cursor.block()
    if tag == Tag.BEGIN_COLLECTION:
        return _decode_collection(cursor, depth + 1)
    if tag in (Tag.END_COLLECTION, Tag.MEMBER_NAME):
        raise _broken("collection member outside a collection")
    if 0x10 <= tag <= 0x1F:  # noqa: PLR2004 - out-of-band values, RFC 8010 3.5.2
        return None
    return _DECODERS.get(tag, bytes)(data)


def _decode_collection(cursor: _Cursor, depth: int) -> Collection:
    if depth > _MOST_NESTED:
        raise _broken("collections nested too deep")
    members: dict[str, Attribute] = {}
    name = ""
    while (tag := cursor.byte()) != Tag.END_COLLECTION:
        if tag <= _LAST_DELIMITER or cursor.block():
            raise _broken("collection is not closed")
        if tag == Tag.MEMBER_NAME:
            name = _text(cursor.block())
            continue
        value = _decode_value(tag, cursor, depth)
        members.setdefault(name, Attribute(tag, [])).values.append(value)
    if cursor.block() or cursor.block():
        raise _broken("collection is not closed")
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
        raise _broken("value of wrong length") from None


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


def _encode_attribute(name: str, attribute: Attribute) -> list[bytes]:
    parts = []
    for value in attribute.values:
        parts += [bytes((attribute.tag,)), _block(name.encode())]
        parts.append(_encode_value(attribute.tag, value))
        name = ""
    return parts


def _encode_value(tag: int, value: Value) -> bytes:
    if isinstance(value, Mapping):
        return _block(b"") + _encode_members(value)
    try:
        return _block(_value_bytes(tag, value))
    except struct.error:
        raise _broken("value does not fit its syntax") from None


def _value_bytes(tag: int, value: Value) -> bytes:
    match value:
        case None:
            return b""
        case bool():
            return struct.pack(">B", value)
        case int():
            return struct.pack(">i", value)
        case str():
            return value.encode()
        case tuple():
            return struct.pack(">iib" if tag == Tag.RESOLUTION else ">ii", *value)
        case bytes():
            return value
    raise _broken("value does not fit its syntax")


def _encode_members(members: Collection) -> bytes:
    parts = []
    for name, attribute in members.items():
        parts += [bytes((Tag.MEMBER_NAME,)), _block(b""), _block(name.encode())]
        parts += _encode_attribute("", attribute)
    parts += [bytes((Tag.END_COLLECTION,)), _block(b""), _block(b"")]
    return b"".join(parts)


def _block(data: bytes) -> bytes:
    if len(data) > _LONGEST_BLOCK:
        raise _broken("value too long")
    return struct.pack(">H", len(data)) + data
