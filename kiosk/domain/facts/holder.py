"""The person a paper is about, on every kind about a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.card import Sex

__all__ = ["Holder"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Names the person.

    Attributes:
        personal_number: 个人编号 (AAC001), stable when the id number is corrected.
        data_as_of: Day up to which records were counted.
    """

    name: str = field(repr=False)
    citizen_number: str = field(repr=False)
    sex: Sex
    personal_number: str = field(repr=False)
    data_as_of: date
