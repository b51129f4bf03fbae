"""Naming a person as certificates do."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from backend.store.people import Person
from kiosk.domain.card import Sex

__all__ = ["HolderFields", "holder"]


class HolderFields(TypedDict):
    """The fields that every paper about a person begins with."""

    name: str
    citizen_number: str
    sex: Sex
    personal_number: str
    data_as_of: date


def holder(person: Person, today: date) -> HolderFields:
    """Give the fields of a person, for facts as of a day."""
    return {
        "name": person.name,
        "citizen_number": person.citizen_number,
        "sex": person.sex,
        "personal_number": str(person.personal_number),
        "data_as_of": today,
    }
