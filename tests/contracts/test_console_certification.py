"""Life certification at the staff console: reviews, appeals, lists, passes by staff."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from backend.clock import city_time
from kiosk.domain.kept_evidence import close_evidence, read_evidence_key
from tests.console_rig import Console, Seat, open_console
from tests.unit.backend.running_centre import PORTRAIT, subject_of, wire_subject

pytestmark = pytest.mark.xdist_group("centre")

NAMES = count(1)
PICTURES = (b"\xff\xd8\xff first", b"\xff\xd8\xff last")


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    console = open_console(tmp_path_factory.mktemp("reviews"))
    yield console
    assert console.centre.stop() == 0
    assert (console.centre.home / "stderr.txt").read_text() == ""


def asked_for_review(console: Console, key: str = "pensioner-due") -> int:
    """Let a terminal ask for a review, with two pictures; gives the ticket."""
    home = console.centre.home
    public = read_evidence_key((home / "hall-1" / "evidence.pem").read_bytes())
    deed = {
        "id": f"0198c0de-0000-7000-8000-{next(NAMES):012d}",
        "kind": "review-requested",
        "made_at": city_time().isoformat(),
        "payload": {
            **wire_subject(key),
            "service": "life-certification",
            "reason": "face-not-sure",
            "evidence_closed": base64.b64encode(
                close_evidence(PICTURES, public)
            ).decode(),
        },
    }
    status, told = console.centre.post("/v1/deeds", {"deeds": [deed]})
    assert status == 200
    assert told["answers"][0]["outcome"] == "accepted", told
    asked = "SELECT max(ticket_id) FROM review_ticket"
    return int(str(rows(home, asked)[0][0]))


def rows(home: Path, query: str, *facts: object) -> list[tuple[object, ...]]:
    database = sqlite3.connect(home / "centre.sqlite3")
    try:
        return database.execute(query, facts).fetchall()
    finally:
        database.close()


def decide(seat: Seat, ticket: int, verdict: str, reason: str = "looked at it") -> str:
    place = f"/certification/tickets/{ticket}"
    seat.get("/", lang="en")
    token = seat.token(place)
    return seat.post(f"{place}/decide", token, verdict=verdict, reason=reason).text


def test_a_review_is_decided_with_the_pictures_side_by_side(console: Console) -> None:
    ticket = asked_for_review(console)
    place = f"/certification/tickets/{ticket}"
    with console.staff("S1") as seat:
        queue = seat.get("/certification/", lang="en").text
        assert f"/certification/tickets/{ticket}" in queue
        assert "The face was not recognised" in queue
        page = seat.get(place, lang="en").text
        assert page.count("<img") == 3
        assert seat.get(f"{place}/portrait").content == PORTRAIT
        opened = [seat.get(f"{place}/evidence/{number}") for number in (0, 1)]
        assert tuple(each.content for each in opened) == PICTURES
        assert opened[0].headers["Cache-Control"] == "no-store"
        assert seat.get(f"{place}/evidence/2").status_code == 404
        refused = seat.post(f"{place}/decide", seat.token(place), verdict="accept")
        assert refused.status_code == 422
        told = decide(seat, ticket, "accept")
        assert "The ledger follows" in told
        again = seat.post(
            f"{place}/decide",
            seat.token("/certification/find"),
            verdict="refuse",
            reason="twice",
        )
        assert again.status_code == 409
    home = console.centre.home
    passed = rows(home, "SELECT channel, method, staff_number FROM certification")
    assert ("terminal", "staff", "S1") in passed
    trail = rows(
        home,
        "SELECT result FROM audit_entry WHERE terminal = ? AND reference = ?",
        "staff:S1",
        f"ticket-{ticket}",
    )
    assert ("certification GET /tickets/{ticket}/evidence/{place}",) in trail
    assert ("certification review accept",) in trail


def test_an_appeal_has_a_day_and_another_reviewer(console: Console) -> None:
    ticket = asked_for_review(console)
    place = f"/certification/tickets/{ticket}"
    with console.staff("S1") as seat:
        assert "may appeal" in decide(seat, ticket, "refuse")
        told = seat.post(f"{place}/appeal", seat.token(place), appeal="it is me")
        assert "to be decided until" in told.text
        assert "somebody else" in decide(seat, ticket, "accept")
    with console.staff("S2") as seat:
        assert "The ledger follows" in decide(seat, ticket, "accept", "came in person")
    states = "SELECT state FROM review_ticket WHERE ticket_id = ?"
    assert rows(console.centre.home, states, ticket) == [("accepted",)]


def test_people_are_listed_and_handed_out(console: Console) -> None:
    suspended = subject_of("pensioner-suspended")
    with console.staff("S1") as seat:
        page = seat.get("/certification/people", kind="suspended", lang="en").text
        assert suspended.name in page
        assert suspended.number not in page
        export = seat.get("/certification/people/export", kind="suspended")
        assert export.headers["Content-Type"].startswith("text/csv")
        assert suspended.number in export.content.decode("utf-8-sig")
        nowhere = seat.get("/certification/people", kind="suspended", community="x")
        assert suspended.name not in nowhere.text
    listed = "SELECT count(*) FROM audit_entry WHERE event = 'outreach-listed'"
    assert rows(console.centre.home, listed) == [(1,)]


@pytest.mark.parametrize("channel", ["home-visit", "other-office", "abroad-mission"])
def test_staff_enter_a_pass_by_every_way(console: Console, channel: str) -> None:
    number = subject_of("pensioner-due").number
    today = city_time().date()
    with console.staff("S1") as seat:
        seat.get("/", lang="en")
        token = seat.token("/certification/find")
        assert seat.post("/certification/find", token, citizen="1").status_code == 422
        found = seat.post("/certification/find", token, citizen=number)
        assert number in found.text
        place = found.url.removeprefix(console.url)
        entry = {
            "channel": channel,
            "method": "document",
            "certified": today.isoformat(),
            "evidence": "letter 17",
        }
        tomorrow = (today + timedelta(days=1)).isoformat()
        early = seat.post(f"{place}/pass", token, **entry | {"certified": tomorrow})
        assert early.status_code == 422
        assert "The pass is entered" in seat.post(f"{place}/pass", token, **entry).text
        assert ">valid<" in seat.get(place, lang="en").text
    kept = "SELECT evidence FROM certification WHERE channel = ?"
    assert rows(console.centre.home, kept, channel) == [("letter 17",)]


def test_a_death_on_paper_stops_and_is_told_in_the_trail(console: Console) -> None:
    number = subject_of("pensioner-valid").number
    with console.staff("S1") as seat:
        seat.get("/", lang="en")
        token = seat.token("/certification/find")
        place = seat.post("/certification/find", token, citizen=number).url
        place = place.removeprefix(console.url)
        told = seat.post(
            f"{place}/fact",
            token,
            fact="death",
            happened=city_time().date().isoformat(),
            reference="certificate 3",
        )
        assert "The fact is noted" in told.text
        assert ">stopped<" in seat.get(place, lang="en").text
    events = "SELECT count(*) FROM audit_entry WHERE event = 'contrary-fact'"
    assert rows(console.centre.home, events) == [(1,)]


def test_technicians_have_no_business_here(console: Console) -> None:
    ticket = asked_for_review(console)
    with console.staff("T1", "technician") as seat:
        for path in ("", "people", f"tickets/{ticket}", f"tickets/{ticket}/evidence/0"):
            assert seat.get(f"/certification/{path}").status_code == 403
    log = (console.centre.home / "centre.log").read_text("utf-8")
    assert all("S1" not in json.dumps(json.loads(line)) for line in log.splitlines())


@pytest.mark.parametrize("told", ["x", "0", "99999999999", "-1"])
def test_a_ticket_there_is_not_is_a_page(console: Console, told: str) -> None:
    with console.staff("S1") as seat:
        assert seat.get(f"/certification/tickets/{told}").status_code == 404
        assert seat.get(f"/certification/persons/{told}").status_code == 404
