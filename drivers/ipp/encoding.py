"""Messages to IPP bytes; no I/O.

Source: RFC 8010 section 3.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING

from drivers.ipp.message import Tag
from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from drivers.ipp.message import Attribute, Collection, Message, Value

__all__ = ["encode"]

_LONGEST_BLOCK = 0x7FFF


def encode(message: Message) -> bytes:
    """Write a message; the document follows right behind it.

    Raises:
        InvalidValue: a value does not fit its syntax.
    """
    head = (*message.version, message.code, message.request_id)
    parts = [struct.pack(">BBHI", *head)]
    for group in message.groups:
        parts.append(bytes((group.tag,)))
        for name, attribute in group.attributes.items():
            parts += _encode_attribute(name, attribute)
    parts.append(bytes((Tag.END,)))
    return b"".join(parts)


def _broken(reason: str) -> InvalidValue:
    return InvalidValue(field="ipp-message", reason=reason)


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
        raise _broken(reason="value does not fit its syntax") from None


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
    raise _broken(reason="value does not fit its syntax")


def _encode_members(members: Collection) -> bytes:
    parts = []
    for name, attribute in members.items():
        parts += [bytes((Tag.MEMBER_NAME,)), _block(b""), _block(name.encode())]
        parts += _encode_attribute("", attribute)
    parts += [bytes((Tag.END_COLLECTION,)), _block(b""), _block(b"")]
    return b"".join(parts)


def _block(data: bytes) -> bytes:
    if len(data) > _LONGEST_BLOCK:
        raise _broken(reason="value too long")
    return struct.pack(">H", len(data)) + data
