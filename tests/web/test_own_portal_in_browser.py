"""The twelve items in a real browser, on a phone, with what the desk says of each."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from uuid6 import uuid7

from backend.cases.attachment import attach
from backend.cases.case import CaseView, Party, Submission
from backend.cases.desk import Desk
from backend.catalogue.item import Assurance, Door
from backend.clock import city_time
from backend.home import Home
from backend.installation import open_database
from backend.store.cases import BusinessCase
from backend.store.database import Database
from tests.contracts.doors_rig import Doors, open_doors
from tests.portal_rig import code_for
from tests.twelve_items import FURTHER, TWELVE, Played
from tests.unit.backend.running_centre import subject_of
from tests.unit.backend.two_databases import number_of
from tests.web.browser import open_browser

pytestmark = pytest.mark.xdist_group("centre")

PICTURES = os.environ.get("PORTAL_PICTURES")
"""A folder for pictures of what was seen, e.g. ``docs/pictures``."""


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = open_doors(tmp_path_factory.mktemp("twelve"))
    yield doors
    assert doors.centre.stop() == 0
    assert "bug-found" not in (doors.centre.home / "centre.log").read_text()


@pytest.fixture(scope="module")
def twin_city(doors: Doors, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The same city before anything was played, for the desk itself."""
    copy = tmp_path_factory.mktemp("twin") / "centre.sqlite3"
    shutil.copyfile(doors.centre.home / "centre.sqlite3", copy)
    return Database(f"sqlite:///{copy}")


@pytest.fixture(scope="module")
def city(doors: Doors) -> Iterator[Database]:
    database = open_database(Home(doors.centre.home))
    yield database
    database.close()


def by_the_desk(database: Database, played: Played) -> CaseView:
    """Play an item without any door."""
    answers, now = dict(played.answers), city_time()
    if played.file:
        field, _, content = played.file
        name = attach(database, content, "portal", now)
        answers[field] = [name] if field == "papers" else name
    firm = 1 if played.is_firms else None
    party = Party(
        number_of(database, played.who),
        firm,
        Assurance.CARD_AND_FACE,
        Door.PORTAL,
        "portal",
    )
    submission = Submission(str(uuid7()), played.item, answers)
    return Desk.of(database, now).submit(party, submission)


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))


def sign_in(page: Page, doors: Doors, who: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{doors.portal}/sign-in?lang=zh-CN")
    page.fill("#number", subject_of(who).number)
    page.fill("#code", code_for(doors, who))
    page.click("form[action='/sign-in'] button")
    expect(page.locator("h1")).to_contain_text("您好")


def fill_in(page: Page, doors: Doors, played: Played) -> None:
    """Open an item's form and fill it in as people do."""
    base = "/for/1" if played.is_firms else "/my"
    page.goto(f"{doors.portal}{base}/items/{played.item}")
    assert fits(page), played.item
    for key, value in played.answers.items():
        if page.locator(f"select#{key}").count():
            page.select_option(f"#{key}", str(value))
        else:
            page.fill(f"#{key}", str(value))
    if played.file:
        field, name, content = played.file
        file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
        page.set_input_files(f"#{field}", file)  # type: ignore[arg-type]


def told_rows(page: Page) -> list[list[str]]:
    rows: list[list[str]] = page.evaluate(
        "Array.from(document.querySelectorAll('main tbody tr'),"
        " row => Array.from(row.cells, cell => cell.textContent))"
    )
    return rows


def expected_rows(result: Mapping[str, object]) -> list[list[str]]:
    table = result["table"]
    assert isinstance(table, dict)
    return [
        [(cell if isinstance(cell, str) else cell["zh-CN"]) or "—" for cell in row]
        for row in table["rows"]
    ]


def check_case(page: Page, city: Database, expected: CaseView) -> None:
    """Compare the case the browser made with the desk's own."""
    case_id = page.url.rpartition("/")[2]
    expect(page.locator(".saying.good")).to_contain_text("受理编号")
    for effect in expected.effects:
        expect(page.locator("main")).to_contain_text(effect.words.zh)
    with city.reading() as session:
        case = session.get_one(BusinessCase, case_id)
        assert case.state == expected.state
        assert json.loads(case.answers) == expected.answers
        assert json.loads(case.result) == expected.result
        assert case.due_on == expected.due_on


def play(
    page: Page, doors: Doors, city: Database, twin_city: Database, played: Played
) -> None:
    expected = by_the_desk(twin_city, played)
    fill_in(page, doors, played)
    keep(page, f"own-form-{played.item}")
    page.click("#item button")
    if "table" in expected.result:
        assert told_rows(page) == expected_rows(expected.result)
        keep(page, f"own-answer-{played.item}")
    elif "paper" in expected.result:
        with page.expect_download() as given:
            page.click("#get-paper")
        pdf = given.value.path().read_bytes()
        assert 'class="verdict valid"' in doors.upload("paper.pdf", pdf).text
        keep(page, f"own-paper-{played.item}")
    else:
        check_case(page, city, expected)
        keep(page, f"own-case-{played.item}")
    assert fits(page), played.item


def test_twelve_items_have_the_same_result_in_a_browser(
    doors: Doors, city: Database, twin_city: Database, tmp_path: Path
) -> None:
    with open_browser(tmp_path, language="zh-CN") as phone:
        page = phone.new_page()
        page.goto(f"{doors.portal}/sign-in?lang=zh-CN")
        keep(page, "own-sign-in")
        plays = (*TWELVE, *FURTHER)
        for who in dict.fromkeys(each.who for each in plays):
            sign_in(page, doors, who)
            assert fits(page)
            keep(page, f"own-home-{who}")
            for played in plays:
                if played.who == who:
                    play(page, doors, city, twin_city, played)
        page.goto(f"{doors.portal}/my/cases")
        assert fits(page)


def test_a_mistake_is_marked_and_a_case_is_taken_back(
    doors: Doors, tmp_path: Path
) -> None:
    with open_browser(tmp_path, language="en", size=(1280, 900)) as desk:
        page = desk.new_page()
        sign_in(page, doors, "no-portrait")
        page.goto(f"{doors.portal}/my/?lang=en")
        keep(page, "own-home-desk")
        page.get_by_role("searchbox").fill("card")
        page.keyboard.press("Enter")
        expect(page.locator(".rows li").first).to_be_visible()
        keep(page, "own-items-desk")
        page.goto(f"{doors.portal}/my/items/PR-12")
        page.fill("#phone", "12")
        page.click("#item button")
        expect(page.locator("#phone")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#address-trouble")).to_be_visible()
        keep(page, "own-mistake-desk")
        page.fill("#phone", "13900000002")
        page.fill("#address", "East Garden 1")
        page.click("#item button")
        expect(page.get_by_role("status")).to_contain_text("Case number")
        page.get_by_role("button", name="Withdraw").click()
        expect(page.get_by_role("status")).to_contain_text("Withdrawn")
        keep(page, "own-withdrawn-desk")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("status")).to_contain_text("signed out")
        page.go_back()
        page.reload()
        expect(page.locator("h1")).to_contain_text("Sign in")
