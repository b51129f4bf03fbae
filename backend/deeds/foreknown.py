"""What a batch of deeds is about, looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.store.eligibility import ContraryFact
from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.people import Person
from backend.store.words import CopyStanding

__all__ = ["Foreknown"]


@dataclass(frozen=True, slots=True)
class Foreknown:
    """Rows that effects would else ask for one by one.

    Attributes:
        people: By their citizen numbers.
        contested: Personal numbers of whom somebody stated that they died or left.
        copies: What is known of each of the terminal's copies; effects add what they
            tell.
    """

    people: Mapping[str, Person]
    contested: frozenset[int]
    copies: Mapping[str, set[CopyStanding]]

    @classmethod
    def of(cls, session: Session, items: Sequence[object], terminal: str) -> Foreknown:
        """Look up whom and what deeds name; copies are locked until the end.

        Of copies only those count that were issued to the terminal itself.
        """
        people = _people(session, set(_stated(items, "number")))
        return cls(
            {person.citizen_number: person for person in people},
            _contested(session, people),
            _copies(session, set(_stated(items, "serial")), terminal),
        )


def _stated(items: Sequence[object], name: str) -> Iterator[str]:
    """Give what payloads state under a name, as far as a database can take it."""
    for item in items:
        payload = item.get("payload") if isinstance(item, dict) else None
        word = payload.get(name) if isinstance(payload, dict) else None
        if isinstance(word, str) and word.isascii() and word.isprintable():
            yield word.upper()


def _people(session: Session, numbers: set[str]) -> Sequence[Person]:
    if not numbers:
        return ()
    wanted = select(Person).where(Person.citizen_number.in_(sorted(numbers)))
    return session.scalars(wanted).all()


def _contested(session: Session, people: Sequence[Person]) -> frozenset[int]:
    if not people:
        return frozenset()
    numbers = sorted(person.personal_number for person in people)
    facts = select(ContraryFact.personal_number).distinct()
    return frozenset(
        session.scalars(facts.where(ContraryFact.personal_number.in_(numbers)))
    )


def _copies(
    session: Session, serials: set[str], terminal: str
) -> Mapping[str, set[CopyStanding]]:
    if not serials:
        return {}
    wanted = (
        select(Copy.serial)
        .join(Certificate)
        .where(Copy.serial.in_(sorted(serials)), Certificate.terminal == terminal)
    )
    # In one order, so that two batches never wait for each other in a ring.
    locked = session.scalars(wanted.order_by(Copy.serial).with_for_update(of=Copy))
    known: dict[str, set[CopyStanding]] = {serial: set() for serial in locked}
    events = select(CopyEvent.serial, CopyEvent.standing)
    for serial, standing in session.execute(
        events.where(CopyEvent.serial.in_(sorted(known)))
    ):
        known[serial].add(standing)
    return known
