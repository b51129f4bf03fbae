"""From an invented life to the rows the records keep of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

from backend.sample.award import award_lines
from backend.sample.community import COMMUNITIES
from backend.sample.life import Life
from backend.sample.number import card_code
from backend.store.eligibility import Residence
from backend.store.insurance import (
    Benefit,
    Certification,
    EmployerOperator,
)
from backend.store.people import Card, Person
from backend.store.schema import Row
from backend.store.words import (
    CertificationMethod,
    Channel,
    LivenessFinding,
)

__all__ = ["Line", "lines"]

Line = tuple[type[Row], Mapping[str, object]]
"""A table and one row's values for it."""


def lines(
    chance: random.Random, life: Life, personal_number: int, today: date
) -> Iterator[Line]:
    """Give one person's rows but the bookings, parents before what hangs on them."""
    yield from _person(life, personal_number)
    for line in (
        *_benefit(life),
        *award_lines(life, today),
        *_operator(life, today),
        *(_pass(chance, day) for day in life.certified_on),
    ):
        table, values = line
        yield table, {"personal_number": personal_number, **values}


def _person(life: Life, personal_number: int) -> Iterator[Line]:
    yield (
        Person,
        {
            "personal_number": personal_number,
            "citizen_number": life.number,
            "name": life.name,
            "sex": life.sex,
            "birth_date": life.birth,
        },
    )
    yield (
        Residence,
        {
            "personal_number": personal_number,
            "since": date(2018, 5, 1),
            # By the number, not by chance: other lots of the draw stay as they are.
            "community_code": life.community
            or COMMUNITIES[personal_number % len(COMMUNITIES)],
        },
    )
    yield (
        Card,
        {
            "identification_code": card_code(life.number),
            "personal_number": personal_number,
            "issued_on": date(2019, 5, 1),
        },
    )


def _benefit(life: Life) -> Iterator[Line]:
    if life.pension_from is None:
        return
    is_resident = life.resident_since is not None
    yield (
        Benefit,
        {
            "benefit": "resident-pension" if is_resident else "basic-pension",
            "first_month": life.pension_from,
            "last_month": None,
            "monthly_cents": life.pension_cents,
        },
    )


def _operator(life: Life, today: date) -> Iterator[Line]:
    if life.acts_for is not None:
        since = date(today.year - 1, 1, 1)
        yield EmployerOperator, {"employer_number": life.acts_for, "since": since}


def _pass(chance: random.Random, day: date) -> Line:
    channel = chance.choice((Channel.DATA_MATCH, Channel.COUNTER))
    is_match = channel is Channel.DATA_MATCH
    method = CertificationMethod.DATA if is_match else CertificationMethod.DOCUMENT
    return Certification, {
        "channel": channel,
        "method": method,
        "certified_on": day,
        "recorded_at": datetime.combine(day, time(2, 30), UTC),
        "weight": 0.9 if is_match else 1.0,
        "is_provisional": False,
        "terminal": "",
        "liveness": LivenessFinding.NOT_ASKED,
        "source": "city-hospitals" if is_match else "",
    }
