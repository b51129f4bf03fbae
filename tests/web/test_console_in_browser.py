"""The staff console in a real browser: by keyboard, on a desk and on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from backend.clock import city_time
from backend.consultation.asking import Wish, ask
from backend.home import Home
from backend.installation import open_database
from backend.store.words import AskedVia
from kiosk.domain.library import Topic
from kiosk.domain.speech import BYTES_A_SECOND, wav_of
from tests.console_rig import Console, open_console
from tests.unit.backend.case_desk import own_party, submit
from tests.web.browser import open_browser

pytestmark = pytest.mark.xdist_group("centre")

PICTURES = os.environ.get("PORTAL_PICTURES")
"""A folder for pictures of what was seen, e.g. ``docs/pictures``."""

DESK = (1280, 800)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    console = open_console(tmp_path_factory.mktemp("console"))
    console.card("S1001", "supervisor")
    console.card("S1002", "clerk", "温知行")
    yield console
    assert console.centre.stop() == 0


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))


def test_a_supervisor_finds_a_card_and_withdraws_it_by_keyboard(
    console: Console, tmp_path: Path
) -> None:
    card = (console.url, console.card("S1001"))
    with open_browser(tmp_path, language="zh-CN", card=card, size=DESK) as context:
        page = context.new_page()
        page.goto(console.url)
        expect(page.locator("h1")).to_contain_text("石样本")
        assert fits(page)
        keep(page, "console-home")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.get_by_role("link", name="工作人员卡").first.click()
        page.get_by_role("link", name="S1002").click()
        page.get_by_label("再输入一次工号").fill("S1003")
        page.keyboard.press("Enter")
        expect(page.locator("#again")).to_have_attribute("aria-invalid", "true")
        assert fits(page)
        keep(page, "console-refused-field")
        page.get_by_label("再输入一次工号").fill("S1002")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("已停用")
        page.reload()
        expect(page.get_by_role("status")).to_have_count(0)
        page.goto(f"{console.url}/trail/days?lang=en")
        expect(page.get_by_role("img")).to_be_visible()
        page.get_by_text("Lines of the last 14 days").last.click()
        expect(page.get_by_role("table")).to_be_visible()
        keep(page, "console-trail-days")
        page.goto(f"{console.url}/trail/")
        keep(page, "console-trail")


def test_a_clerk_reviews_a_case_beside_the_records(
    console: Console, tmp_path: Path
) -> None:
    database = open_database(Home(console.centre.home))
    told = {"phone": "13800000000", "address": "东园社区一号"}
    for days, who in ((90, "paused"), (4, "employee"), (0, "rare-name")):
        at = city_time() - timedelta(days=days)
        case = submit(database, own_party(database, who), "PR-12", told, at)
    submit(database, own_party(database, "pensioner-due"), "PB-08", {"reason": "出国"})
    database.close()
    card = (console.url, console.card("S1005", "clerk"))
    with open_browser(tmp_path, language="zh-CN", card=card, size=DESK) as context:
        page = context.new_page()
        page.goto(f"{console.url}/cases/")
        assert fits(page)
        expect(page.locator(".tag.late").first).to_contain_text("已超期")
        keep(page, "console-cases")
        page.locator(f"a[href='/cases/{case.case_id}']").click()
        expect(page.get_by_text("东园社区一号").first).to_be_visible()
        assert fits(page)
        keep(page, "console-case")
        page.get_by_role("button", name="审核通过并办结").click()
        expect(page.get_by_role("status")).to_contain_text("已审核通过并办结")
        page.goto(f"{console.url}/cases/statistics")
        assert fits(page)
        keep(page, "console-statistics")


def test_the_console_fits_a_phone(console: Console, tmp_path: Path) -> None:
    card = (console.url, console.card("S1001"))
    with open_browser(tmp_path, language="zh-CN", card=card) as context:
        page = context.new_page()
        for path in ("/", "/trail/", "/trail/days", "/cards/"):
            page.goto(console.url + path)
            assert fits(page), path
            if path == "/cards/":
                keep(page, "console-cards-phone")


def test_whoever_has_no_card_is_told_so(console: Console, tmp_path: Path) -> None:
    with open_browser(tmp_path, language="zh-CN", size=DESK) as context:
        page = context.new_page()
        page.goto(console.url)
        expect(page.get_by_role("alert")).to_contain_text("没有收到")
        keep(page, "console-no-card")


_SECONDS_HEARD = """
audio => new Promise((heard, refused) => {
  audio.onloadedmetadata = () => heard(audio.duration)
  audio.onerror = () => refused(new Error(audio.error.message))
  audio.load()
})
"""


def test_a_clerk_hears_a_spoken_question(console: Console, tmp_path: Path) -> None:
    spoken = wav_of(b"\x0f\x8f" * (2 * BYTES_A_SECOND))
    wish = Wish(
        question_id="0198c0de-0000-7000-8000-00000000beef",
        via=AskedVia.TERMINAL,
        topic=Topic.CERTIFICATION,
        text="",
        recording=spoken,
    )
    database = open_database(Home(console.centre.home))
    with database.writing() as session:
        ask(session, wish, city_time())
    database.close()
    card = (console.url, console.card("S1004", "clerk", "安听雨", "city-office"))
    with open_browser(tmp_path, language="zh-CN", card=card, size=DESK) as context:
        page = context.new_page()
        page.goto(f"{console.url}/questions/{wish.question_id}")
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("audio").evaluate(_SECONDS_HEARD) == 4
        assert fits(page)
        keep(page, "console-question")
        page.goto(f"{console.url}/content/")
        expect(page.locator("h1")).to_be_visible()
        assert fits(page)
        keep(page, "console-content")
