"""The invented city: several jobs, other cities, employers of every size."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Inspector, func, inspect, select, text

from backend.progress import ProgressBar
from backend.sample.bulk import checked_at_the_end, quick_writing
from backend.sample.city import fill
from backend.sample.employer import Workplaces, employer_count, employers
from backend.store.database import Database
from backend.store.insurance import (
    Contribution,
    Employer,
    EnrolmentChange,
    PensionAward,
)
from backend.store.migration import migrate
from backend.store.people import Person
from backend.store.tables import METADATA
from backend.store.words import PaymentType
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.months import Month
from tests.unit.backend.two_databases import NOW, city

RESIDENTS = 300


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with city(request.param, tmp_path_factory.mktemp("city"), RESIDENTS) as database:
        yield database


def test_whoever_has_two_jobs_is_insured_twice_against_injury_alone(
    database: Database,
) -> None:
    with database.reading() as session:
        second = session.execute(
            select(Contribution.kind, func.count())
            .where(Contribution.entry == 1)
            .group_by(Contribution.kind)
        ).all()
    assert [kind for kind, _ in second] == [InsuranceKind.INJURY]


def test_months_of_another_city_have_no_employer_here(database: Database) -> None:
    with database.reading() as session:
        found = session.execute(
            select(Contribution.kind, Contribution.employer_number)
            .where(Contribution.payment_type == PaymentType.HISTORY)
            .distinct()
        ).all()
    assert [tuple(row) for row in found] == [(InsuranceKind.PENSION, None)]


def test_a_few_employers_have_most_of_the_people(database: Database) -> None:
    with database.reading() as session:
        staff = session.scalars(
            select(func.count(Contribution.personal_number.distinct()))
            .where(Contribution.period == Month(2026, 10))
            .group_by(Contribution.employer_number)
        ).all()
    assert max(staff) > 8 * min(staff)


def test_everything_refers_to_something_that_is_there(database: Database) -> None:
    with database.reading() as session:
        inspector = inspect(session.connection())
        assert isinstance(inspector, Inspector)
        known = {each["name"] for each in inspector.get_foreign_keys("contribution")}
        key = inspector.get_pk_constraint("contribution")["constrained_columns"]
        if database.engine.dialect.name == "sqlite":
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert key == ["personal_number", "kind", "period", "entry"]
    assert known == {
        "fk_contribution_employer_number_employer",
        "fk_contribution_personal_number_person",
    }


def test_quick_loading_leaves_the_rules_as_they_were(database: Database) -> None:
    with (
        checked_at_the_end(database),
        quick_writing(database) as writing,
        writing() as session,
    ):
        before = session.scalar(select(func.count()).select_from(Person))
    assert before == RESIDENTS + 8
    test_everything_refers_to_something_that_is_there(database)
    a_killed_loading_is_made_up_for(database)
    stranger = {"personal_number": 7, "employer_number": None, "kind": "pension"}
    row = {
        "period": Month(2026, 1), "entry": 0, "payment_type": PaymentType.REGULAR,
        "base_cents": 1, "employer_cents": 1, "person_cents": 1,
    }  # fmt: skip
    with pytest.raises(Exception, match=r"(?i)foreign key"):  # noqa: SIM117
        with database.writing() as session:
            session.add(Contribution(**stranger, **row))


def a_killed_loading_is_made_up_for(database: Database) -> None:
    if database.engine.dialect.name == "postgresql":
        with database.writing() as session:
            for rule in ("pk_contribution", "fk_contribution_personal_number_person"):
                drop = f"ALTER TABLE contribution DROP CONSTRAINT {rule}"
                session.execute(text(drop))
    with checked_at_the_end(database):
        pass
    test_everything_refers_to_something_that_is_there(database)


def test_one_person_is_found_by_the_key_in_one_part(database: Database) -> None:
    is_city = database.engine.dialect.name == "postgresql"
    ask = "SELECT * FROM contribution WHERE personal_number = 7"
    how = "EXPLAIN" if is_city else "EXPLAIN QUERY PLAN"
    with database.reading() as session:
        rows = session.execute(text(f"{how} {ask}"))
        plan = " ".join(str(tuple(row)) for row in rows)
    touched = sum(f"on contribution_part_{part:02d}" in plan for part in range(16))
    assert touched == (1 if is_city else 0)
    assert is_city or "USING PRIMARY KEY" in plan


def test_migrations_lead_to_the_models_in_both_stores(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"include_object": _is_modelled}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def _is_modelled(_item: object, name: str, *_: object) -> bool:
    """Leave out parts of a table and the full-text index, which have no models."""
    return not name.startswith(
        ("contribution_part_", "publication_fts", "ix_publication_")
    )


def test_the_same_seed_gives_the_same_city_whoever_writes_it(tmp_path: Path) -> None:
    def written(name: str, hands: int) -> list[list[tuple[object, ...]]]:
        database = Database(f"sqlite:///{tmp_path / name}")
        migrate(database)
        fill(database, 1_100, 3, NOW.date(), _quiet, since=2026, hands=hands)
        with database.reading() as session:
            ask = (
                select(table.__table__).order_by(*table.__table__.primary_key)
                for table in (Person, Contribution, EnrolmentChange, PensionAward)
            )
            found = [list(map(tuple, session.execute(each))) for each in ask]
        database.close()
        return found

    first = written("here", 0)
    assert all(first)
    assert first == written("by others", 2)


def test_sizes_of_employers_in_a_city_of_a_million() -> None:
    count = employer_count(1_000_000)
    places, chance = Workplaces(count), random.Random(1)  # noqa: S311 - a draw
    staff = Counter(places.draw(chance) for _ in range(200_000))
    assert 0.07 < max(staff.values()) / 200_000 < 0.10
    assert min(staff.values()) == 1
    assert 1 <= min(staff) <= max(staff) <= count


def test_a_thousand_employers_have_names_and_codes_of_their_own() -> None:
    found = list(employers(1_000))
    assert len({row["name"] for row in found}) == len(found)
    assert len({row["credit_code"] for row in found}) == len(found)
    assert found[:60] == list(employers())


def test_a_larger_city_gets_the_employers_that_are_missing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'grown'}")
    migrate(database)
    for residents in (0, 1_400):
        fill(database, residents, 1, date(2026, 1, 1), _quiet, since=2026)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Employer)) == 70
    database.close()


def _quiet(done: int, total: int) -> None:
    del done, total


def test_bar_tells_how_far_it_is() -> None:
    out = io.StringIO()
    bar = ProgressBar("residents", out)
    bar.show(500, 1_000)
    bar.show(501, 1_000)
    bar.show(1_000, 1_000)
    lines = out.getvalue().split("\r")[1:]
    assert "500/1,000" in lines[0]
    assert "#" * 15 + "." * 15 in lines[0]
    assert "1,000/1,000" in lines[-1]
    assert lines[-1].endswith("\n")
