"""What the public's verification page says of papers, and what it keeps to itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from uuid6 import uuid7

from backend.sample.demonstration import DEMONSTRATION
from tests.unit.backend.running_centre import (
    RunningCentre,
    make_centre,
    order,
    settled,
)

pytestmark = pytest.mark.xdist_group("centre")


@dataclass
class Portal:
    """A centre whose public pages are served, too."""

    centre: RunningCentre
    url: str

    def verify(self, number: str, code: str) -> str:
        """Fill the form in and give the page that comes."""
        with self.centre.session(None) as session:
            answer = session.post(
                self.url + "/verify?lang=en",
                data={"number": number, "code": code},
                timeout=10,
            )
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        return answer.text

    def paper(self, state: str = "out") -> tuple[str, str, str]:
        """Have a copy issued and settled; gives number, code and serial."""
        told = self.centre.post("/v1/certificates", order(str(uuid7())))[1]
        if state:
            deed = settled(str(uuid7()), told["serial"], state)
            assert self.centre.post("/v1/deeds", {"deeds": [deed]})[0] == 200
        return told["number"], told["verification_code"], told["serial"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    home = make_centre(tmp_path_factory.mktemp("portal") / "home")
    file = home / "portal-port"
    running = RunningCentre(home, "--portal-port", "0", "--portal-port-file", str(file))
    yield Portal(running, f"https://127.0.0.1:{wait_for_port(running, file.name)}")
    assert running.stop() == 0


def wait_for_port(running: RunningCentre, name: str) -> int:
    file = running.home / name
    if not file.exists():
        running.await_line("portal ready on https://127.0.0.1:")
    return int(file.read_text())


def test_form_is_served_to_anybody(portal: Portal) -> None:
    with portal.centre.session(None) as session:
        answer = session.get(portal.url + "/", timeout=10)
    assert answer.status_code == 200
    assert answer.url.endswith("/verify")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_true_paper_is_valid_and_its_holder_stays_masked(portal: Portal) -> None:
    number, code, serial = portal.paper()
    grouped = "-".join(code[at : at + 4] for at in range(0, 16, 4)).lower()
    page = portal.verify(f" {number}", grouped)
    employee = DEMONSTRATION["employee"]
    assert 'class="verdict valid"' in page
    assert serial in page
    assert "李*国" in page
    assert employee.name not in page
    assert employee.number not in page


def test_code_and_number_must_belong_together(portal: Portal) -> None:
    number, code, _ = portal.paper()
    other, _, _ = portal.paper()
    assert "No such certificate." in portal.verify(other, code)
    wrong = "1" if code[-1] == "0" else "0"
    assert "mistyped" in portal.verify(number, code[:-1] + wrong)
    assert "mistyped" in portal.verify(number, "")


def test_copy_that_failed_was_never_printed(portal: Portal) -> None:
    number, code, _ = portal.paper("failed")
    assert "never printed" in portal.verify(number, code)


def test_copy_whose_printing_nobody_has_told_of_cannot_be_judged_yet(
    portal: Portal,
) -> None:
    number, code, _ = portal.paper("")
    page = portal.verify(number, code)
    assert 'class="verdict cannot_tell"' in page
    assert "not yet told" in page


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"\xff\xfe", 200),
        (b"number=%00&code=%00", 200),
        (b"a&" * 50, 200),
        (b"x" * 100_000, 413),
    ],
)
def test_any_body_gets_a_page(portal: Portal, body: bytes, status: int) -> None:
    with portal.centre.session(None) as session:
        answer = session.post(portal.url + "/verify?lang=en", data=body, timeout=10)
    assert answer.status_code == status
    assert 'class="verdict cannot_tell"' in answer.text


def test_typed_text_never_becomes_part_of_the_page(portal: Portal) -> None:
    page = portal.verify("<script>alert(1)</script>", "<b>x</b>")
    assert "<script" not in page
    assert "<b>" not in page


def test_terminals_requests_are_not_served_there(portal: Portal) -> None:
    with portal.centre.session() as session:
        answer: requests.Response = session.get(portal.url + "/v1/health", timeout=10)
    assert answer.status_code == 404


def test_look_ups_are_audited_without_persons(portal: Portal) -> None:
    number, code, serial = portal.paper()
    portal.verify(number, code)
    assert audited(portal, serial) == [("public", "paper-verified", "valid", None)]
    log = (portal.centre.home / "centre.log").read_text()
    assert code not in log
    assert (portal.centre.home / "stderr.txt").read_text() == ""


def audited(portal: Portal, serial: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(portal.centre.home / "centre.sqlite3")
    try:
        return connection.execute(
            "SELECT terminal, event, result, subject FROM audit_entry"
            " WHERE reference = ? AND terminal = 'public'",
            (serial,),
        ).fetchall()
    finally:
        connection.close()
