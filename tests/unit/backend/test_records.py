"""What the records say: facts of a certificate, standing, codes, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from backend.certificates.code import (
    check_character,
    is_well_formed,
    new_code,
    normalise,
)
from backend.certificates.number import next_number
from backend.clock import CITY_ZONE
from backend.eligibility.standing import certification_state
from backend.records.enrolment import enrolment_facts
from backend.records.person import find_person
from backend.sample.city import fill
from backend.store.database import Database
from backend.store.insurance import Contribution
from backend.store.migration import migrate
from backend.store.words import PaymentType
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.eligibility import CertificationStanding
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month
from tests.unit.backend.running_centre import subject_of

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=CITY_ZONE)
PENSION = InsuranceKind.PENSION


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    file = tmp_path_factory.mktemp("records") / "store.sqlite3"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    fill(database, 0, 1, TODAY, lambda _, __: None)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session whose changes are undone."""
    with database.reading() as session:
        yield session


def facts(session: Session, key: str) -> EnrolmentFacts:
    return enrolment_facts(session, find_person(session, subject_of(key)), TODAY)


def test_employee_is_paying_in_six_kinds(session: Session) -> None:
    stated = facts(session, "employee")
    assert len(stated.enrolments) == 6
    for enrolment in stated.enrolments:
        assert enrolment.status is EnrolmentStatus.PAYING
        assert enrolment.last_paid_month == Month(2026, 10)
        assert enrolment.first_month == Month(2007, 6)
        # June 2007 to October 2026 less a gap of three months; a few may be owed.
        assert 225 <= enrolment.months_paid <= 230


def test_last_twelve_months_stand_newest_first(session: Session) -> None:
    recent = facts(session, "employee").recent
    months = [entry.period for entry in recent if entry.kind is PENSION]
    assert months == sorted(Month(2025, 12).until(Month(2026, 11)), reverse=True)
    assert [entry.period for entry in recent] == sorted(
        (entry.period for entry in recent), reverse=True
    )
    owed = next(entry for entry in recent if entry.kind is PENSION)
    assert (owed.period, owed.is_arrived) == (Month(2026, 11), False)
    assert owed.person_cents * 19 == pytest.approx(owed.employer_cents * 8, abs=30)


def test_paused_and_retired_are_stated_as_such(session: Session) -> None:
    paused = facts(session, "paused")
    assert {line.status for line in paused.enrolments} == {EnrolmentStatus.PAUSED}
    retired = {
        line.kind: line.status for line in facts(session, "pensioner-due").enrolments
    }
    assert retired[PENSION] is EnrolmentStatus.ENDED
    assert retired[InsuranceKind.MEDICAL] is EnrolmentStatus.ENROLLED_WITHOUT_PAYING


def test_nothing_is_certified_of_nothing(session: Session) -> None:
    with pytest.raises(NoRecord) as refused:
        facts(session, "nothing-to-certify")
    assert refused.value.facts == {"reason": "nothing-to-certify"}


def book(
    session: Session, entry: int, cents: int, arrived_on: date | None, period: Month
) -> None:
    person = find_person(session, subject_of("employee"))
    session.add(
        Contribution(
            personal_number=person.personal_number,
            kind=PENSION,
            period=period,
            entry=entry,
            payment_type=PaymentType.BACK_PAYMENT,
            employer_number=1,
            base_cents=500_000,
            employer_cents=cents,
            person_cents=0,
            arrived_on=arrived_on,
        )
    )
    session.flush()


def paid_months(session: Session) -> int:
    enrolments = facts(session, "employee").enrolments
    return next(line.months_paid for line in enrolments if line.kind is PENSION)


@pytest.mark.parametrize(
    ("cents", "arrived_on", "more"),
    [
        (95_000, date(2026, 11, 1), 1),
        (95_000, None, 0),
        (95_000, date(2026, 11, 24), 0),
        (0, date(2026, 11, 1), 0),
    ],
    ids=["arrived", "owed", "arrives-tomorrow", "nothing"],
)
def test_only_arrived_money_makes_a_month(
    session: Session, cents: int, arrived_on: date | None, more: int
) -> None:
    before = paid_months(session)
    book(session, 0, cents, arrived_on, Month(2006, 1))
    assert paid_months(session) == before + more


def test_month_paid_twice_counts_once_and_paid_back_not_at_all(
    session: Session,
) -> None:
    before = paid_months(session)
    month = Month(2006, 1)
    book(session, 0, 95_000, date(2026, 1, 1), month)
    book(session, 1, 95_000, date(2026, 1, 2), month)
    assert paid_months(session) == before + 1
    book(session, 2, -190_000, date(2026, 1, 3), month)
    assert paid_months(session) == before


@pytest.mark.parametrize(
    ("key", "standing"),
    [
        ("pensioner-due", CertificationStanding.DUE),
        ("pensioner-suspended", CertificationStanding.SUSPENDED),
        ("pensioner-valid", CertificationStanding.VALID),
        ("employee", CertificationStanding.NOT_REQUIRED),
    ],
)
def test_fixed_residents_stand_as_described(
    session: Session, key: str, standing: CertificationStanding
) -> None:
    person = find_person(session, subject_of(key))
    state = certification_state(session, person.personal_number, TODAY)
    assert state.standing is standing


def test_numbers_run_by_year_and_a_rolled_back_one_comes_again(
    database: Database,
) -> None:
    with database.writing() as session:
        assert next_number(session, 2031) == "2031-000001"
    with database.writing() as session:
        assert next_number(session, 2031) == "2031-000002"
        session.rollback()
    with database.writing() as session:
        assert next_number(session, 2031) == "2031-000002"
        assert next_number(session, 2032) == "2032-000001"


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.text(ALPHABET, min_size=15, max_size=15), st.data())
def test_code_shows_a_wrong_character(body: str, data: st.DataObject) -> None:
    code = body + check_character(body)
    assert is_well_formed(code)
    place = data.draw(st.integers(0, 15))
    other = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    assert not is_well_formed(code[:place] + other + code[place + 1 :])


@given(st.text())
def test_code_reader_takes_any_text(text: str) -> None:
    is_well_formed(normalise(text))


def test_code_is_read_as_people_type_it() -> None:
    code = new_code()
    typed = "-".join(code[at : at + 4] for at in range(0, 16, 4)).lower()
    assert is_well_formed(normalise(typed.replace("0", "o").replace("1", "l")))
    assert not is_well_formed(code[:-1])
