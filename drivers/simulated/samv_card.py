"""A virtual identity card: an invented holder as text block and photo."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.simulated.card_holder import CardHolder

__all__ = ["IdentityCardKind", "SamvCard"]

_PHOTO = bytes(range(256)) * 4
"""Stands for the chip's picture, which only a licensed library can decode."""


class IdentityCardKind(StrEnum):
    """Which document; ``unknown`` is one with a type mark nobody knows."""

    RESIDENT_ID = "resident-id-card"
    HMT_RESIDENCE = "hmt-residence-permit"
    FOREIGN_2017 = "foreign-2017"
    FOREIGN_2023 = "foreign-2023"
    UNKNOWN = "unknown"


class SamvCard:
    """A card on the reader's surface."""

    def __init__(
        self,
        holder: CardHolder,
        kind: IdentityCardKind = IdentityCardKind.RESIDENT_ID,
    ) -> None:
        """Write the holder as the kind of card does."""
        is_2017 = kind is IdentityCardKind.FOREIGN_2017
        fields = _fields_2017(holder) if is_2017 else _fields(holder, kind)
        self.text = b"".join(_fixed(content, size) for content, size in fields)

    @property
    def content(self) -> bytes:
        """The answer to "read base information", with its two lengths."""
        return b"\x01\x00\x04\x00" + self.text + _PHOTO


def _fixed(content: str, size: int) -> bytes:
    """Fill a field of so many bytes with UTF-16 units, blanks behind."""
    units = content.encode("utf-16-le")[:size]
    return units + b" \x00" * ((size - len(units)) // 2)


def _fields(holder: CardHolder, kind: IdentityCardKind) -> list[tuple[str, int]]:
    is_foreign = kind is IdentityCardKind.FOREIGN_2023
    mark = {
        IdentityCardKind.RESIDENT_ID: " ",
        IdentityCardKind.HMT_RESIDENCE: "J",
        IdentityCardKind.FOREIGN_2023: "Y",
    }.get(kind, "Q")
    return [
        (holder.name, 30),
        (holder.sex, 2),
        ("" if mark == "J" else holder.nation, 4),
        (holder.birth_digits, 16),
        (holder.foreign_name if is_foreign else holder.address, 70),
        (holder.number, 36),
        (holder.authority, 30),
        (holder.issued_on, 16),
        (holder.valid_until, 16),
        ("", 18),
        ("01" if mark in "JY" else "", 4),
        (holder.nationality if is_foreign else "", 6),
        (mark, 2),
        ("", 6),
    ]


def _fields_2017(holder: CardHolder) -> list[tuple[str, int]]:
    return [
        (holder.foreign_name, 120),
        (holder.sex, 2),
        (holder.number, 30),
        (holder.nationality, 6),
        (holder.name, 30),
        (holder.issued_on, 16),
        (holder.valid_until, 16),
        (holder.birth_digits, 16),
        ("01", 4),
        ("1500", 8),
        ("I", 2),
        ("", 6),
    ]
