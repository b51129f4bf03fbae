"""What each kind of certificate reads out of the records of the invented city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.certificates.facts.reading import VALID_MONTHS, read_facts
from backend.records.account import account_rates, account_years
from backend.records.award import DIVISORS, base_pension
from backend.records.person import find_person
from backend.store.database import Database
from backend.store.insurance import EmployerOperator
from kiosk.domain.certificate import CertificateKind, PaperScope
from kiosk.domain.certificate_facts import CertificateFacts, months_paid
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.facts.benefit import BenefitFacts
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.facts.employer import EmployerFacts
from kiosk.domain.facts.no_enrolment import NoEnrolmentFacts
from kiosk.domain.facts.retirement import RetirementFacts
from kiosk.domain.facts.rights import RightsFacts
from kiosk.domain.facts.transfer import TransferFacts
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month
from tests.unit.backend.running_centre import subject_of
from tests.unit.backend.two_databases import city

TODAY = date(2026, 11, 23)
PENSION = InsuranceKind.PENSION


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with city(request.param, tmp_path_factory.mktemp("facts"), 60) as database:
        yield database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.reading() as session:
        yield session


def read(session: Session, kind: CertificateKind, key: str) -> CertificateFacts:
    return read_facts(kind, session, find_person(session, subject_of(key)), TODAY)


def refusal(session: Session, kind: CertificateKind, key: str) -> object:
    with pytest.raises(NoRecord) as caught:
        read(session, kind, key)
    return caught.value.facts["reason"]


def test_a_record_has_every_month_and_agrees_with_the_enrolment(
    session: Session,
) -> None:
    record = read(session, CertificateKind.CONTRIBUTION_RECORD, "employee")
    assert isinstance(record, ContributionRecordFacts)
    enrolment = read(session, CertificateKind.ENROLMENT, "employee")
    assert months_paid(record) == months_paid(enrolment)
    periods = [month.period for month in record.months]
    assert periods == sorted(periods, reverse=True)


def test_a_record_of_a_part_has_that_part_and_says_so(session: Session) -> None:
    scope = PaperScope(Month(2024, 3), Month(2024, 5), (PENSION,))
    person = find_person(session, subject_of("employee"))
    record = read_facts(
        CertificateKind.CONTRIBUTION_RECORD, session, person, TODAY, scope
    )
    assert isinstance(record, ContributionRecordFacts)
    assert [(str(month.period), month.kind) for month in record.months] == [
        ("202405", PENSION),
        ("202404", PENSION),
        ("202403", PENSION),
    ]
    assert record.scope == scope
    nothing = PaperScope(Month(1990, 1), Month(1990, 2))
    with pytest.raises(NoRecord):
        read_facts(CertificateKind.CONTRIBUTION_RECORD, session, person, TODAY, nothing)


def test_a_statement_is_of_the_year_asked_for(session: Session) -> None:
    person = find_person(session, subject_of("employee"))
    kind = CertificateKind.RIGHTS_STATEMENT
    rights = read_facts(kind, session, person, TODAY, PaperScope(Month(2020, 1)))
    assert isinstance(rights, RightsFacts)
    assert rights.year == 2020
    assert {month.period.year for month in rights.months} == {2020}
    for year in (1995, 2027):
        with pytest.raises(NoRecord):
            read_facts(kind, session, person, TODAY, PaperScope(Month(year, 1)))


def test_a_statement_is_of_the_last_whole_year(session: Session) -> None:
    rights = read(session, CertificateKind.RIGHTS_STATEMENT, "employee")
    assert isinstance(rights, RightsFacts)
    assert rights.year == 2025
    assert {month.period.year for month in rights.months} == {2025}
    assert rights.account is not None
    assert rights.account.months == 12
    of_year = [each for each in rights.months if each.kind is PENSION]
    assert rights.account.credited_cents == sum(each.person_cents for each in of_year)


def test_a_pensioner_has_no_account_stated_it_is_paid_out(session: Session) -> None:
    rights = read(session, CertificateKind.RIGHTS_STATEMENT, "pensioner-valid")
    assert isinstance(rights, RightsFacts)
    assert rights.account is None
    assert rights.months == ()


def test_a_suspended_pension_is_stated_as_suspended(session: Session) -> None:
    for key, is_suspended in (
        ("pensioner-valid", False),
        ("pensioner-suspended", True),
    ):
        benefit = read(session, CertificateKind.BENEFIT, key)
        assert isinstance(benefit, BenefitFacts)
        [line] = benefit.benefits
        assert (line.benefit, line.is_suspended) == ("basic-pension", is_suspended)
        assert line.monthly_cents == 338_650


def test_a_voucher_sums_up_to_the_records(session: Session) -> None:
    voucher = read(session, CertificateKind.TRANSFER_VOUCHER, "paused")
    record = read(session, CertificateKind.CONTRIBUTION_RECORD, "paused")
    assert isinstance(voucher, TransferFacts)
    assert isinstance(record, ContributionRecordFacts)
    paid = [each for each in record.months if each.kind is PENSION and each.is_arrived]
    assert voucher.months == len(paid)
    assert voucher.fund_cents * 100 == pytest.approx(
        sum(each.base_cents for each in paid) * 12, abs=100
    )
    assert sum(year.credited_cents for year in voucher.years) == sum(
        each.person_cents for each in paid
    )
    assert voucher.account_cents > sum(each.person_cents for each in paid)


def test_a_retirement_adds_up_to_what_is_drawn(session: Session) -> None:
    for key in ("pensioner-valid", "pensioner-due", "pensioner-suspended"):
        statement = read(session, CertificateKind.RETIREMENT, key)
        assert isinstance(statement, RetirementFacts)
        assert statement.today_cents == 338_650
        months = [each.month for each in statement.adjustments]
        assert months == sorted(months)
        assert statement.divisor in DIVISORS.values()
        assert statement.transitional_cents >= 0


def test_who_acts_for_an_employer_gets_its_paper_with_the_staff(
    session: Session,
) -> None:
    paper = read(session, CertificateKind.EMPLOYER, "employee")
    assert isinstance(paper, EmployerFacts)
    assert subject_of("employee").number in {
        each.citizen_number for each in paper.staff
    }
    pension = next(kind for kind in paper.kinds if kind.kind is PENSION)
    assert pension.staff == len(paper.staff) > 0
    own = next(
        each
        for each in paper.staff
        if each.citizen_number == subject_of("employee").number
    )
    assert own.last_month == Month(2026, 10)
    assert own.months > 12
    assert own.base_cents > 0


def test_an_operators_right_ends(session: Session) -> None:
    person = find_person(session, subject_of("employee"))
    session.execute(delete(EmployerOperator))
    session.add(
        EmployerOperator(
            employer_number=1,
            personal_number=person.personal_number,
            since=date(2020, 1, 1),
            until=TODAY,
        )
    )
    session.flush()
    assert refusal(session, CertificateKind.EMPLOYER, "employee") == "no-operator"
    session.rollback()


def test_nothing_on_record_can_be_certified_too(session: Session) -> None:
    paper = read(session, CertificateKind.NO_ENROLMENT, "nothing-to-certify")
    assert isinstance(paper, NoEnrolmentFacts)
    assert set(paper.kinds) == set(InsuranceKind)


@pytest.mark.parametrize(
    ("kind", "key", "reason"),
    [
        (CertificateKind.NO_ENROLMENT, "employee", "enrolled"),
        (CertificateKind.NO_ENROLMENT, "pensioner-valid", "enrolled"),
        (CertificateKind.BENEFIT, "employee", "nothing-to-certify"),
        (CertificateKind.TRANSFER_VOUCHER, "employee", "still-paying"),
        (CertificateKind.TRANSFER_VOUCHER, "pensioner-valid", "already-drawn"),
        (CertificateKind.TRANSFER_VOUCHER, "nothing-to-certify", "nothing-to-certify"),
        (CertificateKind.RETIREMENT, "employee", "nothing-to-certify"),
        (CertificateKind.EMPLOYER, "paused", "no-operator"),
        (
            CertificateKind.CONTRIBUTION_RECORD,
            "nothing-to-certify",
            "nothing-to-certify",
        ),
        (CertificateKind.RIGHTS_STATEMENT, "nothing-to-certify", "nothing-to-certify"),
    ],
)
def test_a_paper_that_would_be_empty_or_wrong_is_refused_with_its_reason(
    session: Session, kind: CertificateKind, key: str, reason: str
) -> None:
    assert refusal(session, kind, key) == reason


def test_every_kind_has_a_term() -> None:
    assert set(VALID_MONTHS) == set(CertificateKind)
    assert VALID_MONTHS[CertificateKind.NO_ENROLMENT] == 1


# The account ---------------------------------------------------------------


def month(period: Month, cents: int, *, is_arrived: bool = True) -> ContributionMonth:
    return ContributionMonth(period, PENSION, "样板", cents * 12, 0, cents, is_arrived)


def test_interest_of_the_yearly_method_worked_by_hand() -> None:
    # 2023: 12 x 720.00 at 3.97 % for 1.083 half years: 8640 x 0.0397 x 0.5415 = 185.74
    # 2024: (8640 + 185.74) x 2.62 % + 8640 x 0.0262 x 0.5415 = 231.23 + 122.58
    months = [
        month(Month(year, at), 72_000) for year in (2023, 2024) for at in range(1, 13)
    ]
    first, second = account_years(months, 2024)
    assert (first.opening_cents, first.interest_cents) == (0, 18_574)
    assert second.opening_cents == 882_574
    assert second.interest_cents == 35_381


def test_a_year_without_a_published_rate_earns_nothing_yet() -> None:
    assert 2099 not in account_rates()
    [year] = account_years([month(Month(2099, 3), 500)], 2099)
    assert (year.interest_cents, year.closing_cents) == (0, 500)


periods = some.builds(Month, some.integers(1993, 2026), some.integers(1, 12))


@given(
    some.lists(
        some.builds(
            lambda period, cents, arrived: month(period, cents, is_arrived=arrived),
            periods,
            some.integers(0, 500_000),
            some.booleans(),
        ),
        unique_by=lambda each: each.period,
        max_size=60,
    )
)
def test_an_account_never_loses_or_invents_a_fen(
    months: list[ContributionMonth],
) -> None:
    years = account_years(months, 2026)
    arrived = [each for each in months if each.is_arrived]
    assert sum(year.credited_cents for year in years) == sum(
        each.person_cents for each in arrived
    )
    assert sum(year.months for year in years) == len(arrived)
    for before, after in pairwise(years):
        assert after.opening_cents == before.closing_cents
        assert after.year == before.year + 1
    assert all(0 <= year.interest_cents <= year.closing_cents for year in years)


def test_base_pension_of_a_worked_example() -> None:
    # (6,000 + 6,000 x 0.8) / 2 x 30 years x 1 % = 1,620.00
    assert base_pension(600_000, 8_000, 360) == 162_000
    assert account_rates()[2016] == Decimal("0.0831")
