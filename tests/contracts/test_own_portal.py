"""One's own business at the portal: signed in by a code, own forms, own cases only."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pikepdf
import pytest

from backend.home import Home
from backend.store.database import Database
from backend.store.papers import Certificate
from tests.contracts.doors_rig import Doors, open_doors
from tests.portal_rig import browser, code_for, fields_of, signed_in
from tests.unit.backend.running_centre import subject_of, wire_subject

pytestmark = pytest.mark.xdist_group("centre")

_ENROL = {"tier": "60", "first_month": "2026-11", "phone": "13800000000"}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = open_doors(tmp_path_factory.mktemp("own"))
    yield doors
    assert doors.centre.stop() == 0
    assert (doors.centre.home / "stderr.txt").read_text() == ""
    assert "bug-found" not in (doors.centre.home / "centre.log").read_text()


def test_a_code_signs_in_once_and_only_its_person(doors: Doors) -> None:
    code = code_for(doors, "employee")
    with browser(doors) as opened:
        token = opened.hidden("/sign-in")
        other = subject_of("pensioner-due").number
        wrong = opened.post("/sign-in", {**token, "number": other, "code": code})
        assert (wrong.status_code, wrong.url.endswith("/sign-in")) == (403, True)
        # As a Chinese keyboard may write them.
        wide = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}
        number = subject_of("employee").number.translate(wide)
        mine = {**token, "number": number, "code": code.translate(wide)}
        assert opened.post("/sign-in", mine).url.endswith("/my/")
    with browser(doors) as another:
        mine |= another.hidden("/sign-in")
        assert another.post("/sign-in", mine).status_code == 403


def test_guessing_ends_a_code(doors: Doors) -> None:
    code = code_for(doors, "pensioner-valid")
    number = subject_of("pensioner-valid").number
    with browser(doors) as opened:
        fields = {**opened.hidden("/sign-in"), "number": number}
        wrong = f"{(int(code) + 1) % 10**8:08d}"
        for _ in range(5):
            assert opened.post("/sign-in", fields | {"code": wrong}).status_code == 403
        late = opened.post("/sign-in", fields | {"code": code})
        assert late.status_code in (403, 429)


def test_a_terminal_gets_a_code_only_for_whom_it_has_identified(doors: Doors) -> None:
    subject = wire_subject("employee")
    post = doors.centre.post
    assert post("/v1/portal-codes", {"subject": subject})[0] == 422
    staffed = {"subject": subject, "method": "staff"}
    assert post("/v1/portal-codes", staffed)[0] == 409
    stranger = {"number": subject["number"], "name": "别人"}
    assert post("/v1/portal-codes", {"subject": stranger, "face_score": 0.6})[0] == 404


def test_nothing_is_shown_without_signing_in(doors: Doors) -> None:
    with browser(doors) as opened:
        for path in ("/my/", "/my/items", "/my/cases", "/for/1/"):
            page = opened.get(path, lang="en")
            assert page.url.endswith("/sign-in")
            assert "no longer signed in" in page.text
        assert opened.get("/verify").status_code == 200


def test_the_cookie_is_for_this_host_alone_and_signing_out_ends_it(
    doors: Doors,
) -> None:
    with signed_in(doors, "rare-name") as opened:
        cookie = next(it for it in opened.session.cookies if "session" in it.name)
        assert cookie.name.startswith("__Host-")
        assert cookie.secure
        kept = cookie.value
        opened.post("/sign-out", opened.hidden("/my/", "/sign-out"))
        assert opened.get("/my/").url.endswith("/sign-in")
        opened.session.cookies.set(cookie.name, kept or "", secure=True)
        assert opened.get("/my/").url.endswith("/sign-in")


def test_the_catalogue_is_found_by_group_and_by_words(doors: Doors) -> None:
    with signed_in(doors, "employee") as opened:
        home = opened.get("/my/", lang="en")
        assert "李*国" in home.text
        assert "李建国" not in home.text
        groups = re.findall(r'href="/my/items\?group=(\w+)"', home.text)
        assert {"PR", "PP", "PT", "PB", "PQ", "PC"} <= set(groups)
        found = opened.get("/my/items", q="bank", lang="en").text
        assert "/my/items/PP-" in found
        assert "/my/items/PQ-01" not in found
        assert "/my/items/ES-01" not in opened.get("/my/items").text


def test_a_query_is_answered_on_a_page(doors: Doors) -> None:
    with signed_in(doors, "no-portrait") as opened:
        page = opened.hand_in("/my", "PQ-01", {})
        assert page.status_code == 200
        assert page.text.count('<tr role="row">') > 3


def test_an_instant_item_is_done_and_sent_twice_it_is_one_case(doors: Doors) -> None:
    with signed_in(doors, "paused") as opened:
        fields: dict[str, object] = {**opened.hidden("/my/items/PR-01"), **_ENROL}
        done = opened.post("/my/items/PR-01", fields)
        assert re.search(r"/my/cases/[0-9a-f-]{36}$", done.url), done.text
        again = opened.post("/my/items/PR-01", fields)
        assert again.url == done.url
        changed = opened.post("/my/items/PR-01", fields | {"phone": "13900000000"})
        assert changed.status_code == 409
        assert 'value="13900000000"' in changed.text
        assert opened.get("/my/cases").text.count("<li><a href=") == 1


def test_a_wrong_answer_is_told_beside_its_field(doors: Doors) -> None:
    with signed_in(doors, "nothing-to-certify") as opened:
        for changed, field in (
            ({"first_month": "2026-13"}, "first_month"),
            ({"first_month": "2099-01"}, "first_month"),
            ({"tier": "61"}, "tier"),
            ({"phone": "12"}, "phone"),
            ({"phone": ""}, "phone"),
        ):
            page = opened.hand_in("/my", "PR-01", _ENROL | changed)
            assert page.status_code == 422, changed
            assert f'id="{field}-trouble"' in page.text, changed
        assert "<li><a href=" not in opened.get("/my/cases").text


def test_a_paper_comes_as_a_sealed_file(doors: Doors) -> None:
    with signed_in(doors, "employee") as opened:
        page = opened.hand_in("/my", "PC-01", {})
        order = fields_of(page.text, "/my/papers")
        paper = opened.post("/my/papers", dict(order))
        assert paper.headers["Content-Type"] == "application/pdf"
        assert paper.content == opened.post("/my/papers", dict(order)).content
    told = doors.upload("paper.pdf", paper.content)
    assert 'class="verdict valid"' in told.text
    # The database was put back, and somebody else has the number now.
    database = Database(Home(doors.centre.home).database_url())
    with closing(database), database.writing() as session:
        name = paper.headers["Content-Disposition"]
        number = re.findall(r"\d{4}-\d{6}", name)[0]
        session.get_one(Certificate, number).issued_at += timedelta(days=1)
    told = doors.upload("paper.pdf", paper.content)
    assert 'class="verdict invalid"' in told.text


def test_a_record_of_some_months_states_these_alone(doors: Doors) -> None:
    span = {"first_month": "2024-03", "last_month": "2024-05", "kinds": ["110"]}
    with signed_in(doors, "employee") as opened:
        page = opened.hand_in("/my", "PC-02", span)
        order = fields_of(page.text, "/my/papers")
        paper = opened.post("/my/papers", dict(order))
        wrong = opened.hand_in("/my", "PC-02", span | {"last_month": "2024-02"})
        assert 'id="last_month-trouble"' in wrong.text
    with pikepdf.open(io.BytesIO(paper.content)) as document:
        attached = document.attachments["facts.json"].get_file().read_bytes()
    facts = json.loads(attached)
    assert len(facts["facts"]["months"]) == 3


def test_papers_are_handed_in_and_kept_while_the_form_is_mended(doors: Doors) -> None:
    picture = io.BytesIO(bytes.fromhex("ffd8ffe0") + b"scan" * 40)
    with signed_in(doors, "pensioner-due") as opened:
        form = opened.get("/my/items", group="PB").text
        assert "/my/items/PB-05" in form
        path = "/my/items/PB-05"
        files = [("papers", ("scan.jpg", picture, "image/jpeg"))]
        page = opened.post(path, {**opened.hidden(path), "reason": ""}, files)
        assert page.status_code == 422
        assert re.search(r'name="papers-kept" value="[0-9a-f]{64}"', page.text)
        odd = [("papers", ("a.exe", io.BytesIO(b"MZ\0\0"), "x/y"))]
        page = opened.post(path, dict(opened.hidden(path)), odd)
        assert page.status_code == 422
        assert 'id="papers-trouble"' in page.text


def test_another_persons_case_is_no_case_and_says_nothing(doors: Doors) -> None:
    with signed_in(doors, "pensioner-due") as opened:
        mine = opened.hand_in("/my", "PB-08", {"reason": "出国探亲"})
        case = mine.url.rpartition("/")[2]
        assert opened.get(f"/my/cases/{case}").status_code == 200
    with signed_in(doors, "no-portrait") as other:
        for path in (f"/my/cases/{case}", f"/for/1/cases/{case}", "/my/cases/x"):
            page = other.get(path)
            assert page.status_code == 404, path
            assert "出国探亲" not in page.text
        token = other.hidden("/my/", "/sign-out")
        taken = other.post(f"/my/cases/{case}/withdraw", dict(token))
        assert taken.status_code == 404
        from_other = other.get("/my/items/PB-08", **{"from": case})
        assert from_other.status_code == 404


def test_a_form_without_its_token_does_nothing(doors: Doors) -> None:
    with signed_in(doors, "pensioner-suspended") as opened:
        fields = opened.hidden("/my/items/PB-08") | {"reason": "停"}
        for token in ("", "made-up"):
            sent = opened.post("/my/items/PB-08", fields | {"token": token})
            assert sent.status_code == 403
        elsewhere = opened.session.post(
            f"{doors.portal}/my/items/PB-08",
            data=fields,
            headers={"Sec-Fetch-Site": "cross-site"},
            timeout=20,
        )
        assert elsewhere.status_code == 403
        assert "<li><a href=" not in opened.get("/my/cases").text


def test_every_form_of_the_catalogue_is_drawn_in_both_languages(doors: Doors) -> None:
    with signed_in(doors, "rare-name") as opened:
        for language in ("zh-CN", "en"):
            listed = opened.get("/my/items", lang=language).text
            items = re.findall(r'href="/my/items/([A-Z]{2}-\d\d)"', listed)
            assert len(items) > 50
            for item in items[language == "en" :: 2]:
                page = opened.get(f"/my/items/{item}")
                assert page.status_code == 200, item
                # The one item that a camera must see has a page of its own.
                is_form = f'action="/my/items/{item}"' in page.text
                assert is_form or page.url.endswith("/my/life-certification"), item


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (
            b"--b\r\nContent-Disposition: form-da",
            "multipart/form-data; boundary=b",
            400,
        ),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 200_000, "application/x-www-form-urlencoded", 413),
        (b"{}", "application/json", 403),
    ],
    ids=["torn", "no-text", "too-large", "other-kind"],
)
def test_whatever_is_sent_gets_a_page(
    doors: Doors, body: bytes, kind: str, status: int
) -> None:
    with browser(doors) as opened:
        opened.get("/verify")
        answer = opened.session.post(
            f"{doors.portal}/sign-in",
            data=body[: 1 << 20],
            headers={"Content-Type": kind},
            timeout=30,
        )
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
