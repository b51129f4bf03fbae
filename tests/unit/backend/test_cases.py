"""Cases: once for ever, decided at once with the records, nothing half-applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from uuid6 import uuid7

from backend.cases.case import CaseRefused, Submission
from backend.cases.rule import bound_rules, unbound
from backend.cases.standing import active_kinds, last_changes, person_fact
from backend.catalogue.item import Assurance, Door
from backend.catalogue.load import city_catalogue
from backend.store.cases import BusinessCase
from backend.store.database import Database
from backend.store.insurance import EmployerOperator, EnrolmentChange
from backend.store.words import CaseState
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.fault import CentreRefused, NoRecord
from tests.unit.backend.case_city import Copies, copies
from tests.unit.backend.case_desk import desk, employer_party, own_party, submit
from tests.unit.backend.two_databases import NOW, number_of

_ENROL = {"tier": 60, "first_month": "2026-11", "phone": "13800000000"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    with copies(request.param, tmp_path_factory.mktemp("city")) as fresh:
        yield fresh


@pytest.fixture
def database(filled: Copies) -> Database:
    return filled()


def test_every_rule_of_the_vocabulary_is_bound_and_names_its_source() -> None:
    catalogue = city_catalogue()
    preconditions, effects = bound_rules()
    assert [item.id for item in catalogue.items.values() if unbound(item)] == []
    assert set(preconditions) == set(catalogue.preconditions)
    assert set(effects) == set(catalogue.effects)
    assert all(rule.source for rule in (*preconditions.values(), *effects.values()))


def test_an_instant_item_changes_the_records_at_once(database: Database) -> None:
    party = own_party(database, "paused")
    done = submit(database, party, "PR-01", _ENROL)
    assert done.state is CaseState.DONE
    assert [step.state for step in done.steps] == [CaseState.SUBMITTED, CaseState.DONE]
    assert "2026" in done.effects[0].words.en
    number = number_of(database, "paused")
    with database.reading() as session:
        assert active_kinds(session, number, None) == (InsuranceKind.PENSION,)
        assert person_fact(session, number, "tier") == "60"
        assert person_fact(session, number, "phone") == "13800000000"


def test_the_same_id_is_the_same_case_for_ever(database: Database) -> None:
    party, case_id = own_party(database, "paused"), str(uuid7())
    first = desk(database).submit(party, Submission(case_id, "PR-01", _ENROL))
    again = desk(database).submit(party, Submission(case_id, "PR-01", _ENROL))
    assert (again.case_number, again.revision) == (first.case_number, first.revision)
    other = Submission(case_id, "PR-01", _ENROL | {"tier": 80})
    with pytest.raises(CentreRefused) as refused:
        desk(database).submit(party, other)
    assert refused.value.facts["reason"] == "id-reused"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BusinessCase)) == 1


def test_a_form_that_is_wrong_names_every_field_and_does_nothing(
    database: Database,
) -> None:
    party = own_party(database, "paused")
    wrong = {"tier": 61, "first_month": "2026-13", "phone": "1"}
    before = _changes(database)
    with pytest.raises(CaseRefused) as refused:
        submit(database, party, "PR-01", wrong)
    told = {each.field: each.words for each in refused.value.troubles}
    assert set(told) == {"tier", "first_month", "phone"}
    assert all(words.zh and words.en for words in told.values())
    assert _changes(database) == before


def test_a_rule_that_does_not_hold_names_its_field(database: Database) -> None:
    party = own_party(database, "paused")
    with pytest.raises(CaseRefused) as refused:
        submit(database, party, "PR-01", _ENROL | {"first_month": "2027-01"})
    assert [each.field for each in refused.value.troubles] == ["first_month"]
    submit(database, party, "PR-01", _ENROL)
    with pytest.raises(CaseRefused) as twice:
        submit(database, party, "PR-01", _ENROL)
    assert "insured in this kind" in twice.value.troubles[0].words.en


def test_who_may_ask_is_checked_before_anything(database: Database) -> None:
    own = own_party(database, "paused")
    cases = (
        ("no-such-item", own, "XX-99"),
        ("not-at-this-door", own, "ES-01"),
        ("assurance", replace(own, assurance=Assurance.CARD), "PR-01"),
        ("assurance", replace(own, person=None), "PR-01"),
        ("no-employer", replace(own, door=Door.PORTAL), "ES-01"),
        ("not-operator", replace(own, employer=1, door=Door.PORTAL), "ES-01"),
    )
    for reason, party, item in cases:
        with pytest.raises(CaseRefused) as refused:
            submit(database, party, item, _ENROL)
        assert refused.value.facts["reason"] == reason


def test_a_query_answers_as_a_table_and_leaves_no_case(database: Database) -> None:
    told = submit(database, own_party(database, "employee"), "PQ-01")
    found = told.result["table"]
    assert isinstance(found, dict)
    assert found["total"] == 6
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BusinessCase)) == 0


def test_a_paper_is_named_only_when_there_is_something_to_state(
    database: Database,
) -> None:
    told = submit(database, own_party(database, "employee"), "PC-01")
    assert told.result["paper"] == "enrolment-certificate"
    with pytest.raises(CaseRefused):
        submit(database, own_party(database, "employee"), "PC-05")


def test_an_employer_adds_somebody_new_and_stops_them_again(
    database: Database,
) -> None:
    party = employer_party(database)
    new = {
        "person_number": "51019919880815123" + "6",
        "person_name": "新来的",
        "kinds": ["110", "310"],
        "wage": 900_000,
        "first_month": "2026-11",
    }
    done = submit(database, party, "ES-01", new)
    number = done.result["personal_number"]
    assert isinstance(number, int)
    with database.reading() as session:
        assert set(active_kinds(session, number, 1)) == {
            InsuranceKind.PENSION,
            InsuranceKind.MEDICAL,
        }
    leaving = {
        "person_number": new["person_number"],
        "person_name": "新来的",
        "stop_reason": "222",
        "last_month": "2026-11",
    }
    with pytest.raises(CaseRefused) as unpaid:
        submit(database, party, "ES-05", leaving)
    assert unpaid.value.troubles[0].field == "last_month"
    with pytest.raises(CaseRefused) as misnamed:
        submit(database, party, "ES-05", leaving | {"person_name": "别人"})
    assert misnamed.value.troubles[0].field == "person_name"


def test_a_case_is_seen_and_withdrawn_by_its_own_party_alone(
    database: Database,
) -> None:
    party = own_party(database, "paused")
    waiting = submit(
        database, party, "PR-12", {"phone": "13800000000", "address": "东园社区一号"}
    )
    assert waiting.state is CaseState.SUBMITTED
    assert waiting.due_on is not None
    stranger = own_party(database, "employee")
    with pytest.raises(NoRecord):
        desk(database).case(stranger, waiting.case_id)
    withdrawn = desk(database).withdraw(party, waiting.case_id)
    assert withdrawn.state is CaseState.WITHDRAWN
    assert (
        desk(database).withdraw(party, waiting.case_id).revision == withdrawn.revision
    )
    done = submit(database, party, "PR-01", _ENROL)
    with pytest.raises(CentreRefused) as late:
        desk(database).withdraw(party, done.case_id)
    assert late.value.facts["reason"] == "too-late"


def test_who_acts_for_an_employer_no_more_sees_its_cases_no_more(
    database: Database,
) -> None:
    party = employer_party(database)
    renamed = submit(database, party, "ER-02", {"employer_name": "新名字有限公司"})
    assert desk(database).case(party, renamed.case_id).case_id == renamed.case_id
    with database.writing() as session:
        rights = session.scalars(
            select(EmployerOperator).where(
                EmployerOperator.personal_number == party.person
            )
        )
        for each in rights:
            each.until = NOW.date()
    alone = own_party(database, "employee", Door.PORTAL)
    for once in (party, alone):
        with pytest.raises(NoRecord):
            desk(database).case(once, renamed.case_id)
        with pytest.raises(NoRecord):
            desk(database).withdraw(once, renamed.case_id)


def _changes(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(EnrolmentChange)) or 0


def test_a_resident_stops_and_resumes(database: Database) -> None:
    party = own_party(database, "paused")
    submit(database, party, "PR-01", _ENROL)
    submit(database, party, "PR-05", {"last_month": "2026-11"})
    resumed = submit(database, party, "PR-06", {"tier": 80, "first_month": "2026-11"})
    assert resumed.state is CaseState.DONE
    with database.reading() as session:
        change = last_changes(session, number_of(database, "paused"))
        assert change[InsuranceKind.PENSION].change >= 3
