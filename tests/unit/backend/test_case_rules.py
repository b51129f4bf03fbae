"""Worked examples of the rules that matter, each with the law it follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from backend.cases.case import CaseRefused
from backend.cases.charge import base_in_window, charge, late_days, late_fee
from backend.cases.parameter import figure, figures
from backend.cases.retirement import Post, age_on, retirement_month
from backend.cases.review import Review
from backend.cases.rules.transfer import moving_amounts
from backend.cases.standing import bookings_of
from backend.cases.survivor import survivor_months
from backend.clock import CITY_ZONE
from backend.store.business import LateFee, Transfer
from backend.store.database import Database
from backend.store.insurance import Contribution, Rate
from backend.store.people import Person
from backend.store.words import PaymentType
from kiosk.domain.card import Sex
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.months import Month
from kiosk.domain.review import working_days_after
from tests.unit.backend.case_city import Copies, copies
from tests.unit.backend.case_desk import employer_party, own_party, submit
from tests.unit.backend.two_databases import NOW, number_of

_PENSION = InsuranceKind.PENSION
_2016 = Rate(
    kind=_PENSION,
    valid_from=Month(2016, 5),
    employer_rate=Decimal("0.19"),
    person_rate=Decimal("0.08"),
    floor_cents=287_400,
    ceiling_cents=1_437_000,
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    with copies("sqlite", tmp_path_factory.mktemp("city")) as fresh:
        yield fresh


@pytest.fixture
def database(filled: Copies) -> Database:
    return filled()


def test_late_fee_of_the_worked_example() -> None:
    """社会保险法 art. 86: 1,200.00 due 2016-03-25, paid 2016-04-24, 30 days: 18.00."""
    assert late_days(Month(2016, 3), date(2016, 4, 24)) == 30
    assert late_fee(120_000, Month(2016, 3), date(2016, 4, 24)) == 1_800


def test_late_fee_begins_the_day_after_the_due_day() -> None:
    assert late_fee(120_000, Month(2016, 3), date(2016, 3, 25)) == 0
    assert late_fee(120_000, Month(2016, 3), date(2016, 3, 26)) == 60


@given(st.integers(1, 10**9), st.integers(0, 4_000))
def test_late_fee_is_rounded_once_at_the_end(owed: int, days: int) -> None:
    due = date(2012, 1, 25)
    fee = late_fee(owed, Month(2012, 1), date.fromordinal(due.toordinal() + days))
    exact = Decimal(owed) * days * Decimal("0.0005")
    assert abs(fee - exact) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("wage", "base"),
    [(200_000, 287_400), (900_000, 900_000), (2_000_000, 1_437_000)],
)
def test_a_wage_is_pushed_into_the_window(wage: int, base: int) -> None:
    """Window 2,874 to 14,370: 2,000 → 2,874; 9,000 → 9,000; 20,000 → 14,370."""
    assert base_in_window(wage, 287_400, 1_437_000) == base


def test_shares_of_the_worked_example() -> None:
    """At 19 % and 8 % on 9,000: 1,710.00 and 720.00."""
    assert charge(_2016, 900_000).amounts() == (900_000, 171_000, 72_000)


@pytest.mark.parametrize(
    ("birth", "sex", "post", "month"),
    [
        # Tables annexed to the method of 2024-09-13.
        (date(1964, 12, 31), Sex.MALE, Post.OFFICE, Month(2024, 12)),
        (date(1965, 1, 1), Sex.MALE, Post.OFFICE, Month(2025, 2)),
        (date(1965, 4, 30), Sex.MALE, Post.OFFICE, Month(2025, 5)),
        (date(1965, 5, 1), Sex.MALE, Post.OFFICE, Month(2025, 7)),
        (date(1976, 9, 1), Sex.MALE, Post.OFFICE, Month(2039, 9)),
        (date(1990, 1, 1), Sex.MALE, Post.OFFICE, Month(2053, 1)),
        (date(1970, 1, 1), Sex.FEMALE, Post.OFFICE, Month(2025, 2)),
        (date(1981, 9, 1), Sex.FEMALE, Post.OFFICE, Month(2039, 9)),
        (date(1975, 1, 1), Sex.FEMALE, Post.WORKER, Month(2025, 2)),
        (date(1975, 3, 1), Sex.FEMALE, Post.WORKER, Month(2025, 5)),
        (date(1984, 11, 1), Sex.FEMALE, Post.WORKER, Month(2039, 11)),
    ],
)
def test_retirement_rises_month_by_month(
    birth: date, sex: Sex, post: Post, month: Month
) -> None:
    assert retirement_month(birth, sex, post) == month


def test_whole_years_of_age() -> None:
    assert age_on(date(2008, 2, 29), date(2024, 2, 28)) == 15
    assert age_on(date(2008, 2, 29), date(2024, 2, 29)) == 16


def test_months_for_a_pension_rise_from_2030() -> None:
    days = (date(2029, 12, 31), date(2030, 1, 1), date(2039, 1, 1), date(2050, 1, 1))
    assert [figure("pension-months", day) for day in days] == [180, 186, 240, 240]


def test_figures_are_dated_in_order_and_name_their_source() -> None:
    for lines in figures().values():
        days = [line.since for line in lines]
        assert days == sorted(set(days))
        assert all(line.source for line in lines)


def test_transfer_of_the_worked_example() -> None:
    """国办发〔2009〕66号 art. 4: 24 months on 4,000: 11,520.00 and 7,680.00."""
    months = [
        ContributionMonth(
            period, _PENSION, "", 400_000, 76_000, 32_000, is_arrived=True
        )
        for period in Month(2030, 1).until(Month(2031, 12))
    ]
    # No interest is published for these years, so the account is principal alone.
    assert moving_amounts(months, 2031, _PENSION) == (768_000, 1_152_000)
    medical = moving_amounts(months, 2031, InsuranceKind.MEDICAL)
    assert medical == (768_000, 0)


@pytest.mark.parametrize(
    ("paid", "since", "months"),
    [
        (59, None, 3),
        (60, None, 6),
        (120, None, 9),
        (15 * 12, None, 9),
        (16 * 12, None, 10),
        (40 * 12, None, 24),
        (30 * 12, Month(2021, 12), 19),
        (30 * 12, Month(2001, 12), 9),
    ],
)
def test_survivors_months(paid: int, since: Month | None, months: int) -> None:
    """人社部发〔2021〕18号 art. 4."""
    assert survivor_months(paid, since, date(2026, 12, 1)) == months


def test_working_days_leave_weekends_out() -> None:
    assert working_days_after(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert working_days_after(date(2026, 11, 23), 15) == date(2026, 12, 14)


def test_an_employer_back_pays_a_gap_with_late_fee(database: Database) -> None:
    """The gap of three months between two jobs, on 9,000 yuan, paid years late."""
    person, gap = _gap_of(database)
    asked = {
        "person_number": person.citizen_number,
        "person_name": person.name,
        "kinds": ["110"],
        "first_month": f"{gap.year}-{gap.month:02d}",
        "last_month": f"{gap.year}-{gap.month:02d}",
        "wage": 900_000,
    }
    party = employer_party(database)
    case = submit(database, party, "EP-06", asked)
    done = Review.of(database, NOW, "S001").approve(case.case_id, case.revision)
    due, days = done.result["due_cents"], late_days(gap, NOW.date())
    assert isinstance(due, int)
    assert done.result["late_fee_cents"] == round(due * days * 5 / 10_000 + 1e-9)
    with database.reading() as session:
        (row,) = bookings_of(session, person.personal_number, [_PENSION], gap, gap)
        (fee,) = session.scalars(select(LateFee))
    assert (row.payment_type, row.arrived_on) == (PaymentType.BACK_PAYMENT, None)
    assert (fee.owed_cents, fee.days) == (due, days)
    reversed_case = Review.of(database, NOW, "S001").reverse(
        case.case_id, done.revision, "误"
    )
    assert reversed_case.effects[0].reversed_at is not None
    with database.reading() as session:
        rows = bookings_of(session, person.personal_number, [_PENSION], gap, gap)
        assert sum(each.employer_cents + each.person_cents for each in rows) == 0
        assert sum(each.fee_cents for each in session.scalars(select(LateFee))) == 0


def test_a_paid_month_is_no_gap(database: Database) -> None:
    person, gap = _gap_of(database)
    after = gap.plus(6)
    asked = {
        "person_number": person.citizen_number,
        "person_name": person.name,
        "kinds": ["110"],
        "first_month": f"{gap.year}-{gap.month:02d}",
        "last_month": f"{after.year}-{after.month:02d}",
        "wage": 900_000,
    }
    with pytest.raises(CaseRefused) as refused:
        submit(database, employer_party(database), "EP-06", asked)
    assert [each.field for each in refused.value.troubles] == ["first_month"]


def test_a_flexible_worker_back_pays_this_year_alone_without_fee(
    database: Database,
) -> None:
    party = own_party(database, "paused")
    span = {"first_month": "2026-08", "last_month": "2026-09", "tier": 60}
    case = submit(database, party, "PP-02", span)
    done = Review.of(database, NOW, "S001").approve(case.case_id, case.revision)
    assert done.result["late_fee_cents"] == 0
    assert done.result["months"] == 2
    with pytest.raises(CaseRefused) as earlier:
        submit(database, party, "PP-02", span | {"first_month": "2025-08"})
    assert earlier.value.troubles[0].field == "first_month"


def test_a_month_paid_twice_is_paid_back(database: Database) -> None:
    number = number_of(database, "employee")
    month = Month(2026, 9)
    with database.writing() as session:
        paid = session.get_one(Contribution, (number, _PENSION, month, 0))
        session.add(
            Contribution(
                personal_number=number,
                kind=_PENSION,
                period=month,
                entry=1,
                payment_type=PaymentType.REGULAR,
                employer_number=None,
                base_cents=500_000,
                employer_cents=0,
                person_cents=100_000,
                arrived_on=date(2026, 9, 20),
            )
        )
        before = paid.person_cents
    asked = {
        "kinds": ["110"],
        "first_month": "2026-09",
        "last_month": "2026-09",
        "bank_name": "建设银行",
        "bank_account": "6217000000000001",
        "reason": "重复缴费",
    }
    party = own_party(database, "employee")
    case = submit(database, party, "PP-04", asked)
    done = Review.of(database, NOW, "S001").approve(case.case_id, case.revision)
    assert done.result["refund_cents"] == 100_000
    with database.reading() as session:
        rows = bookings_of(session, number, [_PENSION], month, month)
        assert sum(row.person_cents for row in rows) == before
    with pytest.raises(CaseRefused):
        submit(database, party, "PP-04", asked)


def test_a_transfer_out_states_both_parts_and_its_days(database: Database) -> None:
    where = {"region_code": "500100", "other_agency": "重庆市社会保险局"}
    party = own_party(database, "paused")
    case = submit(database, party, "PT-02", where)
    done = Review.of(database, NOW, "S001").approve(case.case_id, case.revision)
    assert done.result["letter_due_on"] == "2026-12-14"
    with database.reading() as session:
        (row,) = session.scalars(select(Transfer))
        months = bookings_of(
            session, row.personal_number, [_PENSION], Month(1998, 1), Month(2026, 11)
        )
        bases = sum(each.base_cents for each in months if each.arrived_on)
    assert row.fund_cents == (bases * 12 + 50) // 100
    assert row.account_cents > 0
    assert (row.letter_due_on, row.done_due_on) == (
        date(2026, 12, 14),
        working_days_after(NOW.date(), 45),
    )


def test_a_pension_is_claimed_at_the_age_and_not_before(database: Database) -> None:
    bank = {"bank_name": "建设银行", "bank_account": "6217000000000001"}
    with pytest.raises(CaseRefused) as young:
        submit(database, own_party(database, "employee"), "PB-02", bank)
    assert "retirement age" in young.value.troubles[0].words.en
    # Born June 1985, male: 63 in June 2048, when twenty years must be paid.
    later = datetime(2048, 6, 20, 9, 0, tzinfo=CITY_ZONE)
    party = own_party(database, "employee")
    with pytest.raises(CaseRefused) as short:
        submit(database, party, "PB-02", bank, later)
    assert "Too few months" in short.value.troubles[0].words.en
    _pay_on(database, 24)
    case = submit(database, party, "PB-02", bank, later)
    done = Review.of(database, later, "S001").approve(case.case_id, case.revision)
    award = done.result["award"]
    assert isinstance(award, dict)
    assert award["divisor"] == 117
    total = award["base_pension_cents"] + award["account_pension_cents"]
    assert done.result["monthly_cents"] == total
    assert done.result["first_month"] == "204807"


def test_an_employers_month_is_assessed_once_and_undeclared_is_more(
    database: Database,
) -> None:
    """社会保险法 art. 62: without a declaration 110 per cent of last month's base."""
    number = number_of(database, "employee")
    later = datetime(2026, 12, 2, 9, 0, tzinfo=CITY_ZONE)
    party = employer_party(database)
    done = submit(database, party, "EP-04", {"month": "2026-12"}, later)
    people = done.result["people"]
    assert isinstance(people, int)
    assert people >= 1
    month = Month(2026, 12)
    with database.reading() as session:
        (row,) = bookings_of(session, number, [_PENSION], month, month)
        (before,) = bookings_of(
            session, number, [_PENSION], month.plus(-1), month.plus(-1)
        )
    assert row.base_cents == round(before.base_cents * 1.1)
    again = submit(database, party, "EP-04", {"month": "2026-12"}, later)
    assert again.result["people"] == 0


def _pay_on(database: Database, count: int) -> None:
    """Let the fixed employee go on paying for some months."""
    number = number_of(database, "employee")
    with database.writing() as session:
        last = session.get_one(Contribution, (number, _PENSION, Month(2026, 10), 0))
        for step in range(1, count + 1):
            month = Month(2026, 11).plus(step)
            session.add(
                Contribution(
                    personal_number=number,
                    kind=_PENSION,
                    period=month,
                    entry=0,
                    payment_type=PaymentType.REGULAR,
                    employer_number=1,
                    base_cents=last.base_cents,
                    employer_cents=last.employer_cents,
                    person_cents=last.person_cents,
                    arrived_on=month.first_day(),
                )
            )


def _gap_of(database: Database) -> tuple[Person, Month]:
    """Give the fixed employee and a month between the first two jobs."""
    number = number_of(database, "employee")
    with database.reading() as session:
        rows = bookings_of(session, number, [_PENSION], Month(2001, 1), Month(2026, 11))
        paid = [row.period for row in rows]
        gap = next(month for month in paid[0].until(paid[-1]) if month not in set(paid))
        return session.get_one(Person, number), gap
