"""Reviews of life certification, and the page one certifies at, in a real browser."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from backend.clock import city_time
from kiosk.domain.kept_evidence import close_evidence, read_evidence_key
from tests.console_rig import Console, open_console
from tests.unit.backend.running_centre import command, subject_of, wire_subject
from tests.web.browser import open_browser

pytestmark = pytest.mark.xdist_group("centre")

PICTURES = os.environ.get("PORTAL_PICTURES")
DESK = (1280, 800)


def drawn_face(shift: int, shirt: str) -> bytes:
    """Draw somebody who does not exist."""
    picture = Image.new("RGB", (300, 360), "#d7e3ea")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60 + shift, 270, 240 + shift, 460), fill=shirt)
    draw.ellipse((90 + shift, 50, 210 + shift, 160), fill="#4b4038")
    draw.ellipse((95 + shift, 75, 205 + shift, 265), fill="#e3b996")
    for x in (130, 170):
        draw.ellipse((x - 9 + shift, 150, x + 9 + shift, 162), fill="white")
        draw.ellipse((x - 5 + shift, 151, x + 5 + shift, 161), fill="#2c2017")
    draw.line(
        (150 + shift, 165, 144 + shift, 195, 154 + shift, 198), fill="#b98a68", width=3
    )
    draw.arc((125 + shift, 190, 175 + shift, 232), 20, 160, fill="#a0503c", width=4)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("reviews")
    console = open_console(folder)
    home, portrait = console.centre.home, folder / "drawn.jpg"
    portrait.write_bytes(drawn_face(0, "#5b6f8a"))
    people = (subject_of("pensioner-due"), subject_of("pensioner-suspended"))
    portraits = [f"--portrait={each.number}={portrait}" for each in people]
    command("sample", home, "--residents=0", *portraits)
    ask_for_review(console)
    yield console
    assert console.centre.stop() == 0


def ask_for_review(console: Console) -> None:
    home = console.centre.home
    public = read_evidence_key((home / "hall-1" / "evidence.pem").read_bytes())
    pictures = [drawn_face(-12, "#7a4b52"), drawn_face(9, "#7a4b52")]
    closed = base64.b64encode(close_evidence(pictures, public)).decode()
    deed = {
        "id": "0198c0de-0000-7000-8000-000000000001",
        "kind": "review-requested",
        "made_at": city_time().isoformat(),
        "payload": {
            **wire_subject("pensioner-due"),
            "service": "life-certification",
            "reason": "face-not-sure",
            "evidence_closed": closed,
        },
    }
    flagged = {
        "id": "0198c0de-0000-7000-8000-000000000002",
        "kind": "life-certified",
        "made_at": city_time().isoformat(),
        "payload": {
            **wire_subject("pensioner-suspended"),
            "card_kind": "social-security-card",
            "decision": "accept",
            "score": 0.57,
            "liveness": "flagged",
            "certified_on": city_time().date().isoformat(),
            "evidence_closed": closed,
        },
    }
    assert console.centre.post("/v1/deeds", {"deeds": [deed, flagged]})[0] == 200


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))


def test_a_review_shows_the_pictures_side_by_side_and_is_decided(
    console: Console, tmp_path: Path
) -> None:
    card = (console.url, console.card("S1001"))
    with open_browser(tmp_path, language="zh-CN", card=card, size=DESK) as context:
        page = context.new_page()
        page.goto(f"{console.url}/certification/")
        keep(page, "console-reviews")
        page.get_by_role("link", name="复核 1").click()
        images = page.locator(".faces img")
        expect(images).to_have_count(3)
        for place in range(3):
            expect(images.nth(place)).to_have_js_property("complete", value=True)
        assert all(images.evaluate_all("them => them.map(it => it.naturalWidth)"))
        assert fits(page)
        keep(page, "console-review")
        page.get_by_label("结论").select_option("accept")
        page.get_by_label("理由").fill("与登记照片一致")
        page.get_by_role("button", name="作出结论").click()
        expect(page.get_by_role("status")).to_contain_text("已通过")
        page.goto(f"{console.url}/certification/people?kind=suspended&lang=en")
        assert fits(page)
        keep(page, "console-people")
        page.get_by_role("link", name=subject_of("pensioner-suspended").name).click()
        expect(page.get_by_label("Channel")).to_be_visible()
        assert fits(page)
        keep(page, "console-person")
        decide_flagged(page, f"{console.url}/certification/?lang=zh-CN")


def decide_flagged(page: Page, desk: str) -> None:
    """See that a flagged pass waits, and that it counts when it is accepted."""
    page.goto(desk)
    page.get_by_role("link", name="复核 2").click()
    expect(page.locator("h1")).to_contain_text("活体存疑")
    expect(page.locator(".faces img")).to_have_count(3)
    waits = page.get_by_text("有一次认证待人工复核")
    expect(waits).to_be_visible()
    assert fits(page)
    keep(page, "console-review-flagged")
    page.get_by_label("结论").select_option("accept")
    page.get_by_label("理由").fill("两张照片均为真人")
    page.get_by_role("button", name="作出结论").click()
    expect(page.get_by_role("status")).to_contain_text("已通过")
    expect(waits).to_have_count(0)
