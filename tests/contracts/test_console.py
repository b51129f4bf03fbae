"""The staff console's shell: living cards only, roles, own forms, a line for each."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
import requests

from tests.console_rig import Console, open_console

pytestmark = pytest.mark.xdist_group("centre")


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    console = open_console(tmp_path_factory.mktemp("console"))
    yield console
    assert console.centre.stop() == 0
    assert (console.centre.home / "stderr.txt").read_text() == ""


def trail(console: Console, number: str) -> list[tuple[str, str, str]]:
    """Read what the audit trail says of a member of staff."""
    database = sqlite3.connect(console.centre.home / "centre.sqlite3")
    try:
        return database.execute(
            "SELECT event, result, reference FROM audit_entry WHERE terminal = ?"
            " ORDER BY entry_id",
            (f"staff:{number}",),
        ).fetchall()
    finally:
        database.close()


def test_who_is_signed_in_stands_on_every_page(console: Console) -> None:
    with console.staff("S1", "supervisor") as seat:
        page = seat.get("/", lang="en")
    assert page.status_code == 200
    assert "石样本" in page.text
    assert "supervisor" in page.text
    assert (
        "script" not in page.headers["Content-Security-Policy"].split("script-src")[0]
    )
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_without_a_card_a_page_says_what_to_do(console: Console) -> None:
    with console.centre.session(None) as nobody:
        page = nobody.get(f"{console.url}/trail/?lang=en", timeout=10)
        assert page.status_code == 403
        assert "Insert a valid staff card" in page.text
        assert (
            nobody.get(f"{console.url}/static/web.css", timeout=10).status_code == 200
        )


def test_a_terminal_is_no_member_of_staff(console: Console) -> None:
    with (
        console.centre.session("hall-1") as terminal,
        pytest.raises(requests.exceptions.ConnectionError),
    ):
        terminal.get(console.url, timeout=10)


def test_a_withdrawn_card_is_shut_out_on_an_open_line(console: Console) -> None:
    with console.staff("S2") as lost, console.staff("S1", "supervisor") as seat:
        assert lost.get("/").status_code == 200
        wrong = seat.post("/cards/S2/revoke", seat.token("/cards/S2"), again="S3")
        assert wrong.status_code == 422
        assert 'aria-invalid="true"' in wrong.text
        assert lost.get("/").status_code == 200
        done = seat.post("/cards/S2/revoke", seat.token("/cards/S2"), again="S2")
        assert done.status_code == 200
        assert 'class="saying good"' in done.text
        assert 'class="saying good"' not in seat.get("/cards/S2").text
        refused = lost.get("/", lang="en")
    assert refused.status_code == 403
    assert "has been withdrawn" in refused.text
    assert ("console-acted", "cards card revoked", "S2") in trail(console, "S1")
    assert ("console-looked", "cards GET /{number}", "S2") in trail(console, "S1")


def test_nobody_withdraws_the_card_he_sits_with(console: Console) -> None:
    with console.staff("S1", "supervisor") as seat:
        told = seat.post("/cards/S1/revoke", seat.token("/cards/S1"), again="S1")
        assert told.status_code == 422
        assert seat.get("/cards/").status_code == 200


def test_only_forms_handed_to_this_card_count(console: Console) -> None:
    console.card("S3")
    with (
        console.staff("S1", "supervisor") as seat,
        console.staff("S4", "supervisor") as other,
    ):
        foreign = other.token("/cards/S3")
        for token in ("", "made-up", foreign):
            told = seat.post("/cards/S3/revoke", token, again="S3")
            assert told.status_code == 403, token
        own = seat.token("/cards/S3")
        elsewhere = seat.session.post(
            f"{console.url}/cards/S3/revoke",
            data={"token": own, "again": "S3"},
            headers={"Sec-Fetch-Site": "cross-site"},
            timeout=10,
        )
        assert elsewhere.status_code == 403
    with console.staff("S3") as third:
        assert third.get("/").status_code == 200


def test_areas_of_other_roles_are_neither_shown_nor_open(console: Console) -> None:
    with console.staff("S5", "clerk") as seat:
        assert 'href="/trail/"' not in seat.get("/").text
        assert seat.get("/trail/").status_code == 403
        assert seat.get("/trail/export").status_code == 403
    refused = ("console-looked", "trail GET / 403", "")
    assert refused in trail(console, "S5")


def test_too_much_or_torn_is_told_by_a_page(console: Console) -> None:
    with console.staff("S1", "supervisor") as seat:
        much = seat.post("/cards/S1/revoke", "x" * 70_000)
        assert much.status_code == 413
        torn = seat.session.post(
            f"{console.url}/cards/S1/revoke",
            data=b"--b\r\nContent-Disp",
            headers={"Content-Type": "multipart/form-data; boundary=b"},
            timeout=10,
        )
        assert torn.status_code in (400, 403)
        assert seat.get("/no-such-area").status_code == 404
        assert seat.get("/cards/S999").status_code == 404


def test_the_language_is_kept(console: Console) -> None:
    with console.staff("S1", "supervisor") as seat:
        assert "Audit trail" in seat.get("/", lang="en").text
        assert "Audit trail" in seat.get("/trail/").text
        assert "审计日志" in seat.get("/trail/", lang="zh-CN").text


def test_the_trail_is_found_again_and_handed_out(console: Console) -> None:
    with console.staff("S6", "supervisor") as seat:
        seat.get("/cards/")
        page = seat.get("/trail/", who="staff:S6", lang="en").text
        assert "cards GET /" in page
        assert "staff:S1<" not in page
        wrong = seat.get("/trail/", **{"from": "2026-02-30"})
        assert wrong.status_code == 422
        assert 'id="from-trouble"' in wrong.text
        drawn = seat.get("/trail/days").text
        assert drawn.count("<svg") == 1
        assert len(re.findall(r'<th scope="row">\d\d-\d\d', drawn)) == 14
        file = seat.get("/trail/export", who="staff:S6")
        assert file.headers["Content-Disposition"].startswith("attachment")
        lines = file.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "at,who,event,result,subject,reference"
        assert all(",staff:S6," in line for line in lines[1:])
        assert len(lines) > 3


def test_long_lists_come_in_pages(console: Console) -> None:
    with console.staff("S7", "supervisor") as seat:
        for _ in range(26):
            seat.get("/")
        first = seat.get("/trail/", who="staff:S7").text
        assert 'rel="next" href="/trail/?who=staff%3AS7&amp;page=2"' in first
        assert 'rel="prev"' in seat.get("/trail/", who="staff:S7", page="9999999").text
