"""IPP messages as values.

Source: RFC 8010 section 3; the tags' names are those of its section 3.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

__all__ = ["Attribute", "Collection", "Group", "Message", "Tag", "Value"]


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
