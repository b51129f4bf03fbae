"""From an invented life to the rows the records keep of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

from backend.sample.award import award_lines
from backend.sample.career import Spell, bookings
from backend.sample.community import COMMUNITIES
from backend.sample.life import Life
from backend.sample.number import card_code
from backend.sample.rate import EMPLOYEE_KINDS
from backend.store.eligibility import Residence
from backend.store.insurance import (
    Benefit,
    Certification,
    Contribution,
    EmployerOperator,
    EnrolmentChange,
)
from backend.store.people import Card, Person
from backend.store.schema import Row
from backend.store.words import (
    CertificationMethod,
    Channel,
    LivenessFinding,
    PaymentType,
)
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = ["Line", "lines"]

Line = tuple[type[Row], Mapping[str, object]]
"""A table and one row's values for it."""

_RESIDENT_KINDS = {
    InsuranceKind.RESIDENT_PENSION: 120_000,
    InsuranceKind.RESIDENT_MEDICAL: 38_000,
}
"""What a resident pays in a year, in fen."""


def lines(
    chance: random.Random, life: Life, personal_number: int, today: date
) -> Iterator[Line]:
    """Give all rows of one person, parents before what hangs on them."""
    yield from _person(life, personal_number)
    for line in (
        *_changes(life, Month.of(today)),
        *_resident_changes(life),
        *_contributions(chance, life, Month.of(today)),
        *_resident_contributions(life, today),
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


def _changes(life: Life, now: Month) -> Iterator[Line]:
    for kind in EMPLOYEE_KINDS:
        history = [
            change
            for place, spell in enumerate(life.spells)
            for change in _spell_changes(life, place, spell, now, kind)
        ]
        for number, (month, status, employer) in enumerate(history, 1):
            yield _change(kind, number, month, status, employer)


def _spell_changes(
    life: Life, place: int, spell: Spell, now: Month, kind: InsuranceKind
) -> Iterator[tuple[Month, EnrolmentStatus, int]]:
    yield spell.first, EnrolmentStatus.PAYING, spell.employer_number
    after = spell.last.plus(1)
    is_last = place == len(life.spells) - 1
    if is_last and life.pension_from is not None:
        yield after, _status_in_retirement(kind), spell.employer_number
    elif after <= now and (is_last or life.spells[place + 1].first > after):
        yield after, EnrolmentStatus.PAUSED, spell.employer_number


def _status_in_retirement(kind: InsuranceKind) -> EnrolmentStatus:
    if kind in (InsuranceKind.MEDICAL, InsuranceKind.MAJOR_ILLNESS):
        return EnrolmentStatus.ENROLLED_WITHOUT_PAYING
    return EnrolmentStatus.ENDED


def _resident_changes(life: Life) -> Iterator[Line]:
    if life.resident_since is None:
        return
    joined = Month(life.resident_since, 1)
    for kind in _RESIDENT_KINDS:
        yield _change(kind, 1, joined, EnrolmentStatus.PAYING, None)


def _change(
    kind: InsuranceKind,
    number: int,
    month: Month,
    status: EnrolmentStatus,
    employer: int | None,
) -> Line:
    return EnrolmentChange, {
        "kind": kind,
        "change": number,
        "month": month,
        "status": status,
        "employer_number": employer,
    }


def _contributions(chance: random.Random, life: Life, now: Month) -> Iterator[Line]:
    for spell in life.spells:
        for booking in bookings(chance, spell, now):
            yield (
                Contribution,
                {
                    "kind": booking.kind,
                    "period": booking.period,
                    "entry": 0,
                    "payment_type": PaymentType.REGULAR,
                    "employer_number": booking.employer_number,
                    "base_cents": booking.base_cents,
                    "employer_cents": booking.employer_cents,
                    "person_cents": booking.person_cents,
                    "arrived_on": booking.arrived_on,
                },
            )


def _resident_contributions(life: Life, today: date) -> Iterator[Line]:
    if life.resident_since is None:
        return
    for year in range(life.resident_since, today.year + 1):
        for kind, cents in _RESIDENT_KINDS.items():
            yield (
                Contribution,
                {
                    "kind": kind,
                    "period": Month(year, 1),
                    "entry": 0,
                    "payment_type": PaymentType.REGULAR,
                    "employer_number": None,
                    "base_cents": cents,
                    "employer_cents": 0,
                    "person_cents": cents,
                    "arrived_on": date(year, 1, 1),
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
