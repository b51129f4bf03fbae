"""The 256 bytes of text on an identity card, in the four layouts in use.

Sources: GA 490 (resident identity card), the layouts of the permits for Hong
Kong, Macau and Taiwan residents (2018) and for foreigners (2017, 2023). The one
of 2023 rests on fewer sources than the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.domain.card import CardKind, ResidentCard, Sex
from kiosk.domain.fault import CardUnreadable, ForeignCard, InvalidNumber
from kiosk.domain.identifier import CitizenNumber

__all__ = ["LAYOUTS", "TEXT_LENGTH", "TextLayout", "parse_holder"]

TEXT_LENGTH = 256
_MARK = slice(248, 250)


@dataclass(frozen=True, slots=True)
class TextLayout:
    """Where a kind of card keeps what, as (first byte, number of bytes).

    Attributes:
        names: In order of preference; the first that is filled in counts.
        has_citizen_number: Whether the number obeys GB 11643.
    """

    kind: CardKind
    names: tuple[tuple[int, int], ...]
    number: tuple[int, int]
    sex: tuple[int, int]
    birth_date: tuple[int, int]
    valid_until: tuple[int, int]
    has_citizen_number: bool = True


def _like_citizen(kind: CardKind, *names: tuple[int, int]) -> TextLayout:
    """Lay a card out as the resident identity card of GA 490."""
    return TextLayout(
        kind,
        names,
        number=(122, 36),
        sex=(30, 2),
        birth_date=(36, 16),
        valid_until=(204, 16),
    )


LAYOUTS: Mapping[str, TextLayout] = {
    " ": _like_citizen(CardKind.RESIDENT_ID, (0, 30)),
    "J": _like_citizen(CardKind.HMT_RESIDENCE, (0, 30)),
    "Y": _like_citizen(CardKind.FOREIGN_RESIDENT, (0, 30), (52, 70)),
    "I": TextLayout(
        CardKind.FOREIGN_RESIDENT,
        names=((158, 30), (0, 120)),
        number=(122, 30),
        sex=(120, 2),
        birth_date=(220, 16),
        valid_until=(204, 16),
        has_citizen_number=False,
    ),
}
"""Layouts by the type mark at byte 248."""


def parse_holder(text: bytes, photo: bytes | None = None) -> ResidentCard:
    """Make the holder of a text block and a photo that was decoded before.

    Raises:
        ForeignCard: the type mark is none we know; fact ``mark``.
        CardUnreadable: wrong length, no name, or a number that does not hold.
    """
    if len(text) != TEXT_LENGTH:
        raise CardUnreadable(reason="text-length", length=len(text))
    layout = _layout(text)
    return ResidentCard(
        kind=layout.kind,
        number=_number(text, layout),
        name=_name(text, layout),
        sex=_sex(_field(text, layout.sex)),
        birth_date=_day(_field(text, layout.birth_date)),
        valid_until=_day(_field(text, layout.valid_until)),
        photo=photo,
    )


def _layout(text: bytes) -> TextLayout:
    unit = int.from_bytes(text[_MARK], "little")
    layout = LAYOUTS.get(chr(unit))
    if layout is None:
        raise ForeignCard(mark=f"{unit:04X}")
    return layout


def _field(text: bytes, place: tuple[int, int]) -> str:
    """Cut a field out in bytes: a rare character takes two UTF-16 units."""
    start, length = place
    content = text[start : start + length].decode("utf-16-le", "replace")
    return content.rstrip(" \0")


def _name(text: bytes, layout: TextLayout) -> str:
    filled = (_field(text, place) for place in layout.names)
    name = next((each for each in filled if each.strip()), "")
    if not name:
        raise CardUnreadable(reason="incomplete")
    return name


def _number(text: bytes, layout: TextLayout) -> str:
    number = _field(text, layout.number)
    if not layout.has_citizen_number:
        if not (number.isascii() and number.isalnum()):
            raise CardUnreadable(reason="number", cause="characters")
        return number
    try:
        return CitizenNumber(number).text
    except InvalidNumber as fault:
        cause = fault.facts.get("reason", "")
        raise CardUnreadable(reason="number", cause=cause) from None


def _sex(text: str) -> Sex:
    return Sex(text) if text in set(Sex) else Sex.UNKNOWN


def _day(text: str) -> date | None:
    """Read YYYYMMDD; 长期 (unlimited) and anything else is no day."""
    if len(text) != len("YYYYMMDD") or not (text.isascii() and text.isdecimal()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
