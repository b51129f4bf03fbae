"""Life certification over the web, judged by a process that speaks in lines."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from backend.web.written_day import written_day
from kiosk.domain.challenge import PROMPTS_FOR_A_PENSION
from tests.contracts.doors_rig import Doors, open_doors
from tests.portal_rig import Browser, code_for, signed_in
from tests.unit.backend.running_centre import PORTRAIT, command, subject_of
from tests.web.browser import camera_film, open_browser

pytestmark = pytest.mark.xdist_group("centre")

PLACE = "/my/life-certification"
PICTURES = os.environ.get("PORTAL_PICTURES")
_BROWSER_MILLISECONDS = 120_000
"""Of a machine that does other things as well."""
STRANGER = b"\xff\xd8\xff somebody else"


def with_a_judge(home: Path) -> None:
    words = [sys.executable, "-m", "drivers.simulated.posted_judge"]
    with (home / "centre.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\njudge = {json.dumps(words)}\n")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = open_doors(tmp_path_factory.mktemp("web"), prepare=with_a_judge)
    yield doors
    assert doors.centre.stop() == 0


def begin(page: Browser) -> tuple[dict[str, str], str]:
    told = page.get(PLACE, lang="en")
    assert told.headers["Permissions-Policy"].startswith("camera=(self)")
    assert "May we look at your face?" in told.text
    token = {"token": page.hidden(PLACE, "/sign-out")["token"]}
    return token, page.post(f"{PLACE}/begin", token).json()["sitting"]


def look(
    page: Browser, token: dict[str, str], sitting: str, picture: bytes
) -> tuple[int, dict[str, Any]]:
    fields = {**token, "sitting": sitting, "channel": "mobile"}
    answer = page.post(f"{PLACE}/look", fields, {"picture": ("p.jpg", picture)})
    return answer.status_code, answer.json() if answer.status_code == 200 else {}


def rows(doors: Doors, query: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(doors.centre.home / "centre.sqlite3")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def played(page: Browser, picture: bytes) -> tuple[list[str], dict[str, Any]]:
    """Look until the judge has said its last word; gives the prompts, and it."""
    token, sitting = begin(page)
    prompts: list[str] = []
    while True:
        status, told = look(page, token, sitting, picture)
        assert status == 200
        if {"due", "review", "fault"} & told.keys():
            # What was judged is over: the same answer serves nobody twice.
            assert look(page, token, sitting, picture)[0] == 404
            return prompts, told
        prompts += [told["prompt"]] if prompts[-1:] != [told["prompt"]] else []


def test_who_is_accepted_stands_in_the_ledger(doors: Doors) -> None:
    kept = "SELECT count(*) FROM kept_evidence"
    [(before,)] = rows(doors, kept)
    with signed_in(doors, "pensioner-due") as page:
        prompts, told = played(page, PORTRAIT)
    assert len(prompts) == PROMPTS_FOR_A_PENSION
    assert told["due"]
    passed = rows(doors, "SELECT channel, method, liveness FROM certification")
    assert passed.count(("mobile", "face", "passed")) == 1
    assert rows(doors, kept) == [(int(str(before)) + 1,)]


def test_what_may_be_a_screen_waits_for_a_person_and_the_page_says_so(
    doors: Doors,
) -> None:
    with signed_in(doors, "pensioner-due") as page:
        told = played(page, PORTRAIT + b"\xff\xfe\x00\x08screen")[1]
    assert told.keys() == {"review"}
    query = (
        "SELECT reason, due_on FROM review_ticket JOIN certification USING"
        " (certification_id) WHERE liveness = 'flagged' AND channel = 'mobile'"
    )
    [(reason, due_on)] = rows(doors, query)
    assert reason == "liveness-flagged"
    day = date.fromisoformat(str(due_on))
    assert told["review"] == written_day(day, "en")


@pytest.mark.parametrize(
    ("picture", "fault", "noted"),
    [
        (STRANGER, "face-not-alike", "face-not-alike refuse"),
        (b"no picture", "picture-unreadable", "picture-unreadable format"),
    ],
)
def test_who_is_not_is_told_so_and_audited(
    doors: Doors, picture: bytes, fault: str, noted: str
) -> None:
    with signed_in(doors, "pensioner-due") as page:
        assert played(page, picture)[1] == {"fault": fault}
    told = rows(doors, "SELECT result FROM audit_entry WHERE event = 'face-refused'")
    assert (noted,) in told


def test_a_sitting_is_its_persons_alone_and_the_newest_one_counts(
    doors: Doors,
) -> None:
    with signed_in(doors, "pensioner-due") as page, signed_in(doors, "employee") as o:
        token, sitting = begin(page)
        other = {"token": o.hidden(PLACE, "/sign-out")["token"]}
        assert look(o, other, sitting, PORTRAIT)[0] == 404
        newer = begin(page)[1]
        assert look(page, token, sitting, PORTRAIT)[0] == 404
        assert look(page, token, newer, PORTRAIT)[0] == 200
        assert page.post(f"{PLACE}/begin", {"token": "forged"}).status_code == 403


def drawn_person(file: Path) -> Path:
    """Draw somebody who does not exist, as a camera would see them."""
    picture = Image.new("RGB", (640, 480), "#c9d6dd")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((180, 330, 460, 640), fill="#5b6f8a")
    draw.ellipse((230, 60, 410, 240), fill="#6c6a68")
    draw.ellipse((240, 95, 400, 350), fill="#e3b996")
    for x in (290, 350):
        draw.ellipse((x - 13, 200, x + 13, 216), fill="white")
        draw.ellipse((x - 7, 200, x + 7, 216), fill="#2c2017")
    draw.line((320, 220, 312, 262, 326, 266), fill="#b98a68", width=4)
    draw.arc((285, 255, 355, 312), 20, 160, fill="#a0503c", width=5)
    picture.save(file, "JPEG", quality=90)
    return file


def test_in_a_browser_a_real_camera_leads_to_the_ledger(
    doors: Doors, tmp_path: Path
) -> None:
    who, portrait = "pensioner-suspended", drawn_person(tmp_path / "portrait.jpg")
    told = f"--portrait={subject_of(who).number}={portrait}"
    command("sample", doors.centre.home, "--residents=0", told)
    film = camera_film(Image.open(portrait), tmp_path / "camera.y4m")
    with open_browser(tmp_path / "profile", film, "zh-CN") as context:
        page = context.new_page()
        page.goto(f"{doors.portal}/sign-in?lang=zh-CN")
        page.fill("#number", subject_of(who).number)
        page.fill("#code", code_for(doors, who))
        page.click("form[action='/sign-in'] button")
        page.goto(f"{doors.portal}{PLACE}")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / "own-certify-consent.png")
        page.click("#agree")
        if PICTURES:
            expect(page.locator("#done")).to_have_js_property("value", 0.5)
            page.screenshot(path=Path(PICTURES) / "own-certify-camera.png")
        good = page.locator("#told.good")
        expect(good).to_contain_text("2027", timeout=_BROWSER_MILLISECONDS)
        expect(page.locator("#film")).to_be_hidden()
        expect(page.locator(".due")).to_be_hidden()
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / "own-certify-passed.png")
    query = (
        "SELECT channel, method, liveness, evidence IS NOT NULL FROM certification"
        " ORDER BY certification_id DESC LIMIT 1"
    )
    assert rows(doors, query) == [("portal", "face", "passed", 1)]
