"""The items' interface: same rules as at every door, and nothing that breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from uuid6 import uuid7

from backend.business_api.openapi import description
from backend.cases.sheet import read_rows
from backend.cases.staff_file import COLUMNS_OF
from backend.clock import city_time
from backend.sample.demonstration import DEMONSTRATION
from tests.unit.backend.running_centre import (
    RunningCentre,
    command,
    make_centre,
    wire_subject,
)

_SECONDS = 60


class _Line:
    """A line to the running centre under one identity."""

    def __init__(self, centre: RunningCentre, identity: str | None) -> None:
        self.url = centre.url
        self.session = centre.session(identity)

    def request(self, method: str, path: str, **told: Any) -> requests.Response:  # noqa: ANN401 - as requests takes them
        return self.session.request(method, self.url + path, timeout=_SECONDS, **told)

    def get(self, path: str) -> requests.Response:
        return self.request("GET", path)

    def post(self, path: str, body: object) -> requests.Response:
        return self.request("POST", path, json=body)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    home = make_centre(tmp_path_factory.mktemp("items") / "centre")
    operator = f"--operator={DEMONSTRATION['employee'].number}"
    for name in ("payroll", "gone"):
        out = f"--out={home / name}"
        command("enrol-program", home, f"--name={name}", "--employer=1", operator, out)
    command("revoke-program", home, "--name=gone")
    running = RunningCentre(home)
    yield running
    assert running.stop() == 0


@pytest.fixture
def hall(centre: RunningCentre) -> Iterator[_Line]:
    line = _Line(centre, "hall-1")
    yield line
    line.session.close()


@pytest.fixture
def payroll(centre: RunningCentre) -> Iterator[_Line]:
    line = _Line(centre, "payroll")
    yield line
    line.session.close()


def _holder(key: str) -> dict[str, Any]:
    return {
        "subject": wire_subject(key),
        "card_kind": "social-security-card",
        "face_score": 0.61,
    }


def test_each_client_is_told_its_own_items(hall: _Line, payroll: _Line) -> None:
    own = hall.get("/v1/items").json()
    theirs = payroll.get("/v1/items").json()
    assert {each["id"][:2] for each in theirs["items"]} == {"EP", "EQ", "ER", "ES"}
    assert "PR-01" in {each["id"] for each in own["items"]}
    assert own["groups"]["PR"]["en"]
    form = hall.get("/v1/items/PR-01").json()["form"]
    assert form["x-order"][0] == "tier"
    assert hall.get("/v1/items/ES-01").status_code == 404


def test_a_terminal_hands_in_for_whom_it_identified(hall: _Line) -> None:
    body = {
        "id": str(uuid7()),
        "item": "PR-07",
        "answers": {"phone": "13800000001"},
        "holder": _holder("employee"),
    }
    done = hall.post("/v1/cases", body).json()
    assert done["state"] == "done"
    assert hall.post("/v1/cases", body).json() == done
    anonymous = {name: body[name] for name in ("id", "item", "answers")}
    refused = hall.post("/v1/cases", anonymous | {"id": str(uuid7())})
    assert (refused.status_code, refused.json()["reason"]) == (409, "assurance")
    wrong = body | {"id": str(uuid7()), "answers": {"phone": "1"}}
    told = hall.post("/v1/cases", wrong)
    assert told.status_code == 422
    assert told.json()["troubles"][0]["field"] == "phone"
    assert set(told.json()["troubles"][0]) == {"field", "zh-CN", "en"}
    checked = hall.post(
        "/v1/items/PR-07/check",
        {"answers": {}, "holder": _holder("employee")},
    )
    assert [each["field"] for each in checked.json()["troubles"]] == ["phone"]


def test_a_program_hands_a_batch_in_and_sees_its_cases(payroll: _Line) -> None:
    filled = payroll.get("/v1/templates/ES-06.xlsx").content
    assert read_rows(filled, COLUMNS_OF["ES-06"])
    head = "person_number,person_name,kinds,wage,first_month"
    row = f"510199198808151236,新来的,全部,8500.00,{city_time():%Y-%m}"
    content = f"{head}\n{row}\n".encode()
    kept = payroll.request("POST", "/v1/attachments", data=content).json()
    body = {
        "id": str(uuid7()),
        "item": "ES-06",
        "answers": {"batch": kept["sha256"]},
    }
    done = payroll.post("/v1/cases", body)
    assert done.status_code == 200, done.text
    assert done.json()["result"] == {"rows": 1}
    again = payroll.post("/v1/cases", body | {"id": str(uuid7())})
    assert again.json()["troubles"][0]["field"] == "batch.2.kinds"
    listed = payroll.get("/v1/cases").json()["cases"]
    assert body["id"] in {each["case_id"] for each in listed}
    assert payroll.get(f"/v1/cases/{body['id']}").json()["effects"]
    late = payroll.post(f"/v1/cases/{body['id']}/withdrawal", {})
    assert (late.status_code, late.json()["reason"]) == (409, "too-late")


def test_who_shows_no_good_certificate_is_told_nothing(
    centre: RunningCentre,
) -> None:
    line = _Line(centre, "gone")
    for method, path in (("GET", "/v1/items"), ("POST", "/v1/cases")):
        assert line.request(method, path).status_code == 403
    line.session.close()


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b'{"id": NaN}', b'{"id": "\\u0000"}', b'{"id": "\\ud800"}', b"\xff"],
)
def test_a_body_that_is_none_is_refused(hall: _Line, body: bytes) -> None:
    assert hall.request("POST", "/v1/cases", data=body).status_code == 422


@pytest.mark.parametrize("who", ["hall-1", "payroll"])
def test_no_request_breaks_the_interface(centre: RunningCentre, who: str) -> None:
    line = _Line(centre, who)
    schema = schemathesis.openapi.from_dict(description())
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(
            max_examples=10,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(
                base_url=centre.url,
                session=line.session,
                verify=line.session.verify,
                checks=[not_a_server_error],
            )

        ask()
    line.session.close()


def test_forms_filled_at_random_never_break_a_rule(hall: _Line) -> None:
    odd: tuple[Any, ...] = ("", -1, 10**30, "2026-02-31", [], {}, True, 1.0, "１２")
    items = hall.get("/v1/items").json()["items"]
    for place, item in enumerate(items):
        for value in (odd[place % len(odd)], odd[(place * 7 + 3) % len(odd)]):
            body = {
                "id": str(uuid7()),
                "item": item["id"],
                "answers": dict.fromkeys(item["form"]["properties"], value),
                "holder": _holder("employee"),
            }
            told = hall.request("POST", "/v1/cases", data=json.dumps(body))
            assert told.status_code < 500, (item["id"], value, told.text)
