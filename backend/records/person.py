"""Finding the person a card names: number and name must both fit the record."""

from __future__ import annotations

import unicodedata

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend.store.people import Person, Portrait
from kiosk.domain.fault import NoRecord
from kiosk.domain.resident import Subject

__all__ = [
    "check_name",
    "find_by_number",
    "find_person",
    "newest_portrait",
    "plain_name",
]

_BY_NUMBER = select(Person).where(Person.citizen_number == bindparam("shown"))
"""Put together once: that takes longer than to run it."""

_DOTS = dict.fromkeys(map(ord, "•‧・∙."), "·")
"""Dots that keyboards and chips put into names of several parts."""


def find_person(session: Session, subject: Subject) -> Person:
    """Find a person by citizen number and name together.

    A number alone finds nobody, so that numbers cannot be tried out.

    Raises:
        NoRecord: no such number, or another name; the two are not told apart.
    """
    person = find_by_number(session, subject.number)
    check_name(person, subject)
    return person


def check_name(person: Person, subject: Subject) -> None:
    """Make sure that a record bears the name a card tells.

    Raises:
        NoRecord: another name.
    """
    if plain_name(person.name) != plain_name(subject.name):
        raise NoRecord(reason="no-record")


def find_by_number(session: Session, number: str) -> Person:
    """Find a person whose card was read but whose name is not at hand.

    Raises:
        NoRecord: no such number.
    """
    if not (number.isascii() and number.isalnum()):
        raise NoRecord(reason="no-record")
    person = session.scalar(_BY_NUMBER, {"shown": number.upper()})
    if person is None:
        raise NoRecord(reason="no-record")
    return person


def newest_portrait(session: Session, person: Person) -> bytes:
    """Give the portrait enrolled last, as an image file.

    Raises:
        NoRecord: none was ever enrolled.
    """
    wanted = (
        select(Portrait.image)
        .where(Portrait.personal_number == person.personal_number)
        .order_by(Portrait.portrait_id.desc())
        .limit(1)
    )
    image = session.scalar(wanted)
    if image is None:
        raise NoRecord(reason="no-portrait")
    return image


def plain_name(name: str) -> str:
    """Give a name as it is compared: narrow, without blanks, one kind of dot."""
    narrow = unicodedata.normalize("NFKC", name)
    return "".join(narrow.split()).translate(_DOTS)
