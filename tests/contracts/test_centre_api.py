"""What the centre promises a terminal, asked over a real line with real identities."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import requests
from uuid6 import uuid7

from backend.clock import city_time
from backend.sample.demonstration import DEMONSTRATION
from kiosk.domain.certificate import IssuedCertificate
from kiosk.domain.eligibility import (
    CertificationStanding,
    CertificationState,
    next_due_date,
)
from kiosk.domain.wire import from_wire
from tests.unit.backend.postgresql import missing, running_postgresql
from tests.unit.backend.running_centre import (
    PORTRAIT,
    RunningCentre,
    certified,
    make_centre,
    order,
    settled,
    wire_subject,
)

pytestmark = pytest.mark.xdist_group("centre")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def centre(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningCentre]:
    home = tmp_path_factory.mktemp("centre") / "home"
    with database(request.param) as url:
        running = RunningCentre(make_centre(home, url))
        yield running
        assert running.stop() == 0


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Give a database's address, empty for the file in the centre's home."""
    if kind == "sqlite":
        yield ""
        return
    if missing():
        pytest.skip(missing())
    with running_postgresql() as url:
        yield url


def new_id() -> str:
    return str(uuid7())


def test_health_tells_the_centres_time(centre: RunningCentre) -> None:
    with centre.session() as session:
        answer = session.get(centre.url + "/v1/health", timeout=10)
    assert answer.status_code == 200
    told = datetime.fromisoformat(answer.json()["now"])
    assert abs((datetime.now(told.tzinfo) - told).total_seconds()) < 30


def test_portrait_is_given_as_it_was_enrolled(centre: RunningCentre) -> None:
    status, told = centre.post("/v1/portraits", wire_subject("employee"))
    assert status == 200
    assert base64.b64decode(told["portrait"]) == PORTRAIT


@pytest.mark.parametrize("path", ["/v1/portraits", "/v1/certification-states"])
@pytest.mark.parametrize(
    "subject",
    [
        wire_subject("not-recorded"),
        {**wire_subject("employee"), "name": "李建华"},
        {**wire_subject("employee"), "number": DEMONSTRATION["paused"].number},
        {"number": "", "name": ""},
        {"number": "\ud800", "name": "\x00"},
    ],
    ids=["unknown", "other-name", "other-number", "empty", "not-text"],
)
def test_number_and_name_must_both_fit(
    centre: RunningCentre, path: str, subject: dict[str, str]
) -> None:
    assert centre.post(path, subject) == (404, {"reason": "no-record"})


def test_missing_portrait_is_no_record(centre: RunningCentre) -> None:
    told = centre.post("/v1/portraits", wire_subject("no-portrait"))
    assert told == (404, {"reason": "no-record"})


def test_name_may_be_written_with_blanks(centre: RunningCentre) -> None:
    subject = {**wire_subject("employee"), "name": "李 建国\u3000"}
    assert centre.post("/v1/certification-states", subject)[0] == 200


@pytest.mark.parametrize(
    ("key", "standing"),
    [
        ("pensioner-suspended", CertificationStanding.SUSPENDED),
        ("pensioner-valid", CertificationStanding.VALID),
        ("employee", CertificationStanding.NOT_REQUIRED),
    ],
)
def test_state_is_told(
    centre: RunningCentre, key: str, standing: CertificationStanding
) -> None:
    status, told = centre.post("/v1/certification-states", wire_subject(key))
    assert status == 200
    assert from_wire(CertificationState, told).standing is standing


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_draft_is_a_pdf(centre: RunningCentre, language: str) -> None:
    wish = {
        "kind": "enrolment-certificate",
        "subject": wire_subject("employee"),
        "language": language,
    }
    status, told = centre.post("/v1/certificates/drafts", wish)
    assert status == 200
    assert base64.b64decode(told["pdf"]).startswith(b"%PDF-")


def test_order_gives_the_same_copy_for_ever(centre: RunningCentre) -> None:
    wish = order(new_id())
    first = centre.post("/v1/certificates", wish)
    assert first[0] == 200
    assert centre.post("/v1/certificates", wish) == first
    issued = from_wire(IssuedCertificate, first[1])
    assert issued.pdf.startswith(b"%PDF-")
    assert issued.pages >= 1
    assert issued.serial.startswith(issued.number)
    assert (issued.valid_until - issued.issued_at.date()).days in range(89, 93)


def test_order_id_is_never_used_for_another_order(centre: RunningCentre) -> None:
    wish = order(new_id())
    assert centre.post("/v1/certificates", wish)[0] == 200
    other = {**wish, "subject": wire_subject("paused")}
    told = centre.post("/v1/certificates", other)
    assert told == (409, {"reason": "id-reused"})


@pytest.mark.parametrize("path", ["/v1/certificates", "/v1/certificates/drafts"])
def test_empty_record_is_never_printed(centre: RunningCentre, path: str) -> None:
    wish: dict[str, object] = order(new_id(), "nothing-to-certify")
    if path.endswith("drafts"):
        wish = {"kind": wish["kind"], "subject": wish["subject"], "language": "en"}
    assert centre.post(path, wish) == (404, {"reason": "nothing-to-certify"})


def test_rare_name_is_issued(centre: RunningCentre) -> None:
    assert centre.post("/v1/certificates", order(new_id(), "rare-name"))[0] == 200


def test_orders_at_once_get_numbers_without_gaps(centre: RunningCentre) -> None:
    before = last_number(centre)
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: issue(centre, new_id()), range(12)))
    numbers = sorted(int(each.number.split("-")[1]) for each in told)
    assert numbers == list(range(before + 1, before + 13))
    assert len({each.verification_code for each in told}) == 12


def test_the_same_order_at_once_gives_one_copy(centre: RunningCentre) -> None:
    together, order_id = threading.Barrier(4), new_id()

    def ask(_: int) -> IssuedCertificate:
        together.wait(10)
        return issue(centre, order_id)

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(ask, range(4)))
    assert all(each == told[0] for each in told)


def issue(centre: RunningCentre, order_id: str) -> IssuedCertificate:
    status, told = centre.post("/v1/certificates", order(order_id))
    assert status == 200
    return from_wire(IssuedCertificate, told)


def last_number(centre: RunningCentre) -> int:
    return int(issue(centre, new_id()).number.split("-")[1])


def test_pass_is_recorded_and_moves_the_due_day(centre: RunningCentre) -> None:
    day = city_time().date() - timedelta(days=2)
    told = send(centre, certified(new_id(), "pensioner-due", day.isoformat()))
    assert told == [("accepted", "")]
    _, state = centre.post("/v1/certification-states", wire_subject("pensioner-due"))
    assert state["valid_until"] >= next_due_date(day).isoformat()
    assert state["standing"] == "valid"


def test_bad_deeds_do_not_hold_up_the_others(centre: RunningCentre) -> None:
    refused = certified(new_id())
    refused["payload"]["decision"] = "review"
    told = send(
        centre,
        {"id": "not-a-uuid"},
        certified(new_id(), "not-recorded"),
        refused,
        {**certified(new_id()), "kind": "unheard-of"},
        {**certified(new_id()), "made_at": "2026-11-20T10:00:00"},
        settled(new_id(), "2026-999999-01", "taken"),
        17,
        certified(new_id()),
    )
    assert told == [
        ("refused", "invalid-id"),
        ("refused", "no-record"),
        ("refused", "not-accepted"),
        ("refused", "invalid"),
        ("refused", "invalid"),
        ("refused", "no-such-copy"),
        ("refused", "invalid-id"),
        ("accepted", ""),
    ]


def test_deed_id_is_never_used_for_another_deed(centre: RunningCentre) -> None:
    deed = certified(new_id())
    assert send(centre, deed) == [("accepted", "")]
    assert send(centre, deed) == [("accepted", "")]
    other = {**deed, "made_at": "2026-11-20T10:00:01+08:00"}
    assert send(centre, other) == [("refused", "id-reused")]
    assert send(centre, deed) == [("accepted", "")]


def test_copy_is_settled(centre: RunningCentre) -> None:
    serial = issue(centre, new_id()).serial
    assert send(centre, settled(new_id(), serial, "taken")) == [("accepted", "")]
    told = send(centre, settled(new_id(), serial, "failed"))
    assert told == [("refused", "settled-otherwise")]


def test_review_is_opened(centre: RunningCentre) -> None:
    deed = {
        "id": new_id(),
        "kind": "review-requested",
        "made_at": "2026-11-20T10:00:00+08:00",
        "payload": {
            "number": DEMONSTRATION["pensioner-due"].number,
            "service": "life-certification",
            "reason": "face-not-sure",
        },
    }
    assert send(centre, deed) == [("accepted", "")]


def send(centre: RunningCentre, *deeds: object) -> list[tuple[str, str]]:
    status, told = centre.post("/v1/deeds", {"deeds": list(deeds)})
    assert status == 200
    return [(each["outcome"], each["reason"]) for each in told["answers"]]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/portraits", {"number": "1"}),
        ("/v1/portraits", {**wire_subject("employee"), "extra": 1}),
        ("/v1/portraits", []),
        ("/v1/certificates", order("1")),
        ("/v1/certificates", {**order("0" * 36), "kind": "diploma"}),
        ("/v1/certificates/drafts", {"kind": "enrolment-certificate"}),
        ("/v1/deeds", {"deeds": "none"}),
        ("/v1/deeds", {"deeds": [{}] * 501}),
    ],
)
def test_ill_formed_request_is_refused(
    centre: RunningCentre, path: str, body: object
) -> None:
    assert centre.post(path, body) == (422, {"reason": "invalid"})


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff", b"NaN", b'{"number": NaN}', b"[" * 9999]
)
def test_what_is_not_json_is_refused(centre: RunningCentre, raw: bytes) -> None:
    with centre.session() as session:
        answer = session.post(centre.url + "/v1/portraits", data=raw, timeout=10)
    assert (answer.status_code, answer.json()) == (422, {"reason": "invalid"})


def test_oversized_request_is_refused(centre: RunningCentre) -> None:
    with centre.session() as session:
        answer = session.post(
            centre.url + "/v1/deeds", data=b" " * (1 << 21), timeout=10
        )
    assert (answer.status_code, answer.json()) == (413, {"reason": "too-large"})


def test_unknown_path_and_method_are_refused(centre: RunningCentre) -> None:
    with centre.session() as session:
        missing = session.get(centre.url + "/v1/persons", timeout=10)
        wrong = session.get(centre.url + "/v1/portraits", timeout=10)
    assert (missing.status_code, missing.json()) == (404, {"reason": "no-such-path"})
    assert (wrong.status_code, wrong.json()) == (405, {"reason": "no-such-method"})


def test_no_personal_data_reaches_logs(centre: RunningCentre) -> None:
    wish = order(new_id())
    issue(centre, str(wish["id"]))
    send(centre, certified(new_id()))
    query = {"number": DEMONSTRATION["employee"].number}
    with centre.session() as session, pytest.raises(requests.HTTPError):
        session.get(
            centre.url + "/v1/portraits", params=query, timeout=10
        ).raise_for_status()
    logs = (centre.home / "centre.log").read_bytes()
    logs += (centre.home / "stderr.txt").read_bytes()
    assert b"request-answered" in logs
    for resident in DEMONSTRATION.values():
        assert resident.number.encode() not in logs
        assert resident.name.encode() not in logs
        assert ascii(resident.name)[1:-1].encode() not in logs


def test_a_line_check_gives_back_what_was_sent(centre: RunningCentre) -> None:
    fill = "0" * (256 << 10)
    assert centre.post("/v1/line-checks", {"fill": fill}) == (200, {"fill": fill})
    wrongs: tuple[object, ...] = ({}, {"fill": 1}, [], "0")
    for wrong in wrongs:
        assert centre.post("/v1/line-checks", wrong)[0] == 422
