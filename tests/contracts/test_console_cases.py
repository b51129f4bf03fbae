"""The queue of business cases: facts beside the form, decided once, late in colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.attachment import attach
from backend.cases.case import CaseView
from backend.cases.duty import assign_offices
from backend.clock import city_time
from backend.home import Home
from backend.installation import open_database
from backend.store.database import Database
from backend.store.eligibility import Community
from tests.console_rig import Console, Seat, open_console
from tests.unit.backend.case_desk import own_party, submit

pytestmark = pytest.mark.xdist_group("centre")

_CARD = {"phone": "13800000000", "address": "东园社区一号"}


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    console = open_console(tmp_path_factory.mktemp("cases"))
    yield console
    assert console.centre.stop() == 0
    assert (console.centre.home / "stderr.txt").read_text() == ""
    assert "bug-found" not in (console.centre.home / "centre.log").read_text()


@pytest.fixture(scope="module")
def database(console: Console) -> Iterator[Database]:
    database = open_database(Home(console.centre.home))
    yield database
    database.close()


def card_case(database: Database, days_ago: int = 0, key: str = "paused") -> CaseView:
    """Have somebody ask for a new card, some days ago."""
    at = city_time() - timedelta(days=days_ago)
    return submit(database, own_party(database, key), "PR-12", _CARD, at)


def act(
    seat: Seat, case: CaseView, what: str, token: str = "", **fields: object
) -> str:
    path = f"/cases/{case.case_id}"
    token = token or seat.token(path)
    revision = fields.pop("revision", case.revision)
    return seat.post(f"{path}/{what}", token, revision=revision, **fields).text


def test_a_case_is_shown_with_the_facts_and_approved(
    console: Console, database: Database
) -> None:
    case = card_case(database)
    with console.staff("S1") as seat:
        page = seat.get(f"/cases/{case.case_id}", lang="en").text
        assert "东园社区一号" in page
        assert "张伟" in page
        assert "Employees&#39; pension" in page
        assert "510199199001300733" not in page
        accepted = act(seat, case, "accept")
        assert "accepted." in accepted
        assert "approved and done" in act(seat, case, "approve", revision=2)
        lines = seat.get("/cases/", state="done").text
        assert case.case_number in lines


def test_the_second_of_two_clerks_is_told_and_nothing_is_done_twice(
    console: Console, database: Database
) -> None:
    case = card_case(database)
    with console.staff("S1") as first, console.staff("S2") as second:
        first.get("/", lang="en")
        second.get("/", lang="en")
        token = second.token(f"/cases/{case.case_id}")
        assert "sent back" in act(first, case, "return", reason="照片不清楚")
        late = act(second, case, "approve", token)
        assert "Another clerk has just moved this case" in late
        assert "照片不清楚" in late
        again = act(second, case, "approve", token, revision=2)
        assert "decided already" in again


def test_sending_back_wants_a_reason(console: Console, database: Database) -> None:
    case = card_case(database)
    with console.staff("S1") as seat:
        page = act(seat, case, "return", reason=" ")
    assert 'id="reason-trouble"' in page


def test_what_is_refused_for_good_wants_a_reason_and_stays_refused(
    console: Console, database: Database
) -> None:
    case = card_case(database)
    with console.staff("S1") as seat:
        seat.get("/", lang="en")
        assert 'id="refusal-trouble"' in act(seat, case, "refuse", refusal=" ")
        assert "refused." in act(seat, case, "refuse", refusal="不符合条件")
        page = seat.get(f"/cases/{case.case_id}").text
        assert "不符合条件" in page
        assert f"{case.case_id}/approve" not in page


def test_a_clerk_bound_to_an_office_sees_and_decides_its_cases_alone(
    console: Console, database: Database
) -> None:
    case = card_case(database)
    with console.staff("S2") as bound, console.staff("S1") as free:
        bound.get("/", lang="en")
        token = bound.token(f"/cases/{case.case_id}")
        with _bound_elsewhere(database, "S2", case.office):
            listed = bound.get("/cases/").text
            assert "You work on: office-" in listed
            assert case.case_number not in listed
            page = bound.get(f"/cases/{case.case_id}")
            assert "waits at another office" in page.text
            assert "another office" in act(bound, case, "approve", token)
        assert case.case_number in free.get("/cases/").text


@contextmanager
def _bound_elsewhere(database: Database, staff: str, office: str) -> Iterator[None]:
    with database.writing() as session:
        assign_offices(session, staff, _offices(session) - {office})
    yield
    with database.writing() as session:
        assign_offices(session, staff, ())


def _offices(session: Session) -> set[str]:
    return set(session.scalars(select(Community.office)))


def test_several_are_decided_each_by_itself(
    console: Console, database: Database
) -> None:
    cases = [card_case(database) for _ in range(3)]
    with console.staff("S1") as seat:
        act(seat, cases[1], "accept")
        ticked = [f"{case.case_id}:{case.revision}" for case in cases]
        token = seat.token("/cases/")
        page = seat.post("/cases/bulk", token, case=ticked, act="approve", reason="")
        outcomes = re.findall(r'class="tag (\w+)"', page.text)
        assert outcomes == ["good", "late", "good"]
        none = seat.post("/cases/bulk", token, act="approve")
        assert none.status_code == 422
        wanted = seat.post("/cases/bulk", token, case=ticked, act="return", reason="")
        assert wanted.status_code == 422
        assert 'id="reason-trouble"' in wanted.text


def test_several_are_refused_for_good_with_one_reason(
    console: Console, database: Database
) -> None:
    cases = [card_case(database) for _ in range(2)]
    with console.staff("S1") as seat:
        ticked = [f"{case.case_id}:{case.revision}" for case in cases]
        token = seat.token("/cases/")
        silent = seat.post("/cases/bulk", token, case=ticked, act="refuse", reason="")
        assert silent.status_code == 422
        told = {"act": "refuse", "reason": "不是本市参保人"}
        page = seat.post("/cases/bulk", token, case=ticked, **told)
        assert re.findall(r'class="tag (\w+)"', page.text) == ["good", "good"]
        for case in cases:
            shown = seat.get(f"/cases/{case.case_id}").text
            assert "不是本市参保人" in shown


def test_what_is_late_stands_first_and_says_so(
    console: Console, database: Database
) -> None:
    late = card_case(database, days_ago=90)
    with console.staff("S1") as seat:
        page = seat.get("/cases/", lang="en").text
        rows = page.split("<tr>")[2:]
        assert late.case_number in rows[0]
        assert '<span class="tag late">overdue</span>' in rows[0]
        only = seat.get("/cases/", late="yes").text
        assert only.count('type="checkbox" name="case"') >= 1
        home = seat.get("/").text
        assert 'class="badge late"' in home
        assert 'href="/cases/?late=yes"' in home


def test_a_paper_is_handed_to_the_clerk_of_its_case_alone(
    console: Console, database: Database
) -> None:
    name = attach(database, b"%PDF-1.7 paper", "portal", city_time())
    told = {
        "beneficiary_number": "510199195011021289",
        "event_day": "2026-11-01",
        "bank_name": "样本银行",
        "bank_account": "6222000000000001",
        "papers": [name],
    }
    case = submit(database, own_party(database, "employee"), "PB-05", told, city_time())
    with console.staff("S1") as seat:
        page = seat.get(f"/cases/{case.case_id}")
        assert f"/cases/{case.case_id}/papers/0" in page.text
        file = seat.get(f"/cases/{case.case_id}/papers/0")
        assert file.content == b"%PDF-1.7 paper"
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert seat.get(f"/cases/{case.case_id}/papers/1").status_code == 404
        assert seat.get("/cases/none/papers/0").status_code == 404
    with console.staff("S9", "technician") as other:
        assert other.get(f"/cases/{case.case_id}").status_code == 403


def test_a_supervisor_takes_a_result_back(console: Console, database: Database) -> None:
    party = own_party(database, "nothing-to-certify")
    enrolled = {
        "tier": 60,
        "first_month": f"{city_time():%Y-%m}",
        "phone": "13800000000",
    }
    case = submit(database, party, "PR-01", enrolled, city_time())
    card_case(database)
    with console.staff("S1") as clerk, console.staff("S8", "supervisor") as chief:
        token = clerk.token("/cases/")
        path = f"/cases/{case.case_id}/reverse"
        told = {"revision": case.revision, "reason": "误办"}
        assert clerk.post(path, token, **told).status_code == 403
        done = chief.post(path, chief.token("/cases/"), **told)
        assert done.status_code == 200
        assert 'class="saying good"' in done.text
        assert "误办" in done.text


def test_the_figures_are_drawn_and_handed_out(
    console: Console, database: Database
) -> None:
    card_case(database)
    with console.staff("S1") as seat:
        page = seat.get("/cases/statistics", days="30", lang="en").text
        assert page.count("<svg") == 5
        assert "Reissue" in page or "card" in page
        file = seat.get("/cases/statistics/export").content.decode("utf-8-sig")
    lines = file.splitlines()
    assert lines[0] == "what,key,cases"
    assert any(line.startswith("item,PR-12,") for line in lines)
    assert sum(line.startswith("day,") for line in lines) == 30
