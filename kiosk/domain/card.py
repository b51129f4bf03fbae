"""What a card in the reader tells about its holder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

__all__ = ["CardKind", "ResidentCard", "Sex"]


class Sex(StrEnum):
    """Sex by GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


class CardKind(StrEnum):
    """The documents a hall terminal accepts as identification."""

    SOCIAL_SECURITY = "social-security-card"
    RESIDENT_ID = "resident-id-card"
    FOREIGN_RESIDENT = "foreign-permanent-resident-card"
    HMT_RESIDENCE = "hmt-residence-permit"


@dataclass(frozen=True, slots=True)
class ResidentCard:
    """The holder as the chip states, whatever the card.

    Attributes:
        kind: Which document it is.
        number: Social security (citizen) number, 18 characters, as on the chip.
        name: The holder's name.
        identification_code: 卡识别码, 32 hex digits; empty on other documents.
        photo: The chip's photo as an image file, when a decoder gave one.
    """

    kind: CardKind
    number: str = field(repr=False)
    name: str = field(repr=False)
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = field(default=None, repr=False)
    valid_until: date | None = None
    identification_code: str = field(default="", repr=False)
    photo: bytes | None = field(default=None, repr=False)
