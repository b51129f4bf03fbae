"""The public's pages in a real browser, its camera and its offline life included."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import BrowserContext, Page, expect

from kiosk.documents.qr_picture import read_code
from kiosk.documents.rendering import page_png
from tests.contracts.doors_rig import Doors, Paper, open_doors
from tests.web.browser import CHROMIUM, film_of, open_browser

pytestmark = [
    pytest.mark.xdist_group("centre"),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
]

PICTURES = os.environ.get("PORTAL_PICTURES")
"""A folder for pictures of what was seen, e.g. ``docs/pictures``."""


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = open_doors(tmp_path_factory.mktemp("browser"))
    yield doors
    assert doors.centre.stop() == 0


@pytest.fixture(scope="module")
def paper(doors: Doors) -> Paper:
    return doors.paper("taken")


@pytest.fixture(scope="module")
def code_picture(paper: Paper) -> Image.Image:
    """The lower left of the page, as somebody holds it before a phone."""
    page = Image.open(io.BytesIO(page_png(paper.pdf, width_px=2480)))
    wide, high = page.size
    return page.crop((0, int(high * 0.72), int(wide * 0.55), high))


@pytest.fixture(scope="module")
def phone(
    tmp_path_factory: pytest.TempPathFactory, code_picture: Image.Image
) -> Iterator[BrowserContext]:
    folder = tmp_path_factory.mktemp("phone")
    film = film_of(code_picture, folder / "camera.y4m")
    with open_browser(folder / "profile", film) as context:
        yield context


@pytest.fixture
def page(phone: BrowserContext) -> Iterator[Page]:
    page = phone.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if _is_bad(line) else None)
    yield page
    page.close()
    assert faults == []


def _is_bad(line: object) -> bool:
    """Whether a line tells of our fault; a network taken away on purpose is none."""
    text, kind = getattr(line, "text", ""), getattr(line, "type", "")
    return kind in ("error", "warning") and "ERR_INTERNET_DISCONNECTED" not in text


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    """Whether nothing is wider than the phone."""
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))


def test_a_true_paper_by_number_and_code(
    doors: Doors, page: Page, paper: Paper
) -> None:
    page.goto(f"{doors.portal}/verify?lang=zh-CN")
    assert fits(page)
    keep(page, "portal-form")
    page.fill("#number", paper.number)
    page.fill("#code", paper.code.lower())
    page.click("form[action^='/verify?'] button")
    expect(page.locator("#verdict")).to_have_class("verdict valid")
    expect(page.locator("#verdict")).to_contain_text("李*国")
    assert fits(page)
    keep(page, "portal-valid")


def test_a_forged_file_is_named_as_such(doors: Doors, page: Page, paper: Paper) -> None:
    page.goto(f"{doors.portal}/verify?lang=en")
    forged = paper.pdf + b"\n% more"
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": forged}
    page.set_input_files("#file", file)  # type: ignore[arg-type]
    page.click("form[action^='/verify/file'] button")
    expect(page.locator("#verdict")).to_have_class("verdict invalid")
    expect(page.locator("#verdict")).to_contain_text("after it was sealed")
    assert fits(page)
    keep(page, "portal-invalid")


def test_the_camera_reads_the_paper_and_so_it_does_without_a_network(
    doors: Doors, page: Page, phone: BrowserContext, paper: Paper
) -> None:
    page.goto(f"{doors.portal}/camera?lang=en")
    expect(page.locator("body")).to_have_attribute("data-ready", "true")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.set_offline(True)
    try:
        page.goto(f"{doors.portal}/camera?lang=en")
        expect(page.locator("body")).to_have_attribute("data-ready", "true")
        assert page.evaluate("navigator.onLine") is False
        keep(page, "portal-camera")
        page.click("#start")
        expect(page.locator("#verdict")).to_have_class("verdict valid")
        expect(page.locator("#verdict")).to_contain_text(paper.serial)
        expect(page.locator("#verdict")).to_contain_text("without asking the centre")
        assert fits(page)
        keep(page, "portal-camera-offline")
    finally:
        phone.set_offline(False)


def test_a_revoked_paper_is_refused_offline_once_the_list_was_fetched(
    doors: Doors, page: Page, phone: BrowserContext
) -> None:
    paper = doors.paper()
    doors.withdraw(paper)
    page.goto(f"{doors.portal}/camera?lang=zh-CN")
    expect(page.locator("body")).to_have_attribute("data-ready", "true")
    phone.set_offline(True)
    try:
        photo = page_png(paper.pdf, width_px=1654)
        file = {"name": "a.png", "mimeType": "image/png", "buffer": photo}
        page.set_input_files("#photo", file)  # type: ignore[arg-type]
        expect(page.locator("#verdict")).to_have_class("verdict invalid")
        expect(page.locator("#verdict")).to_contain_text("撤销")
    finally:
        phone.set_offline(False)


def test_a_photo_of_something_else_cannot_be_told(doors: Doors, page: Page) -> None:
    page.goto(f"{doors.portal}/camera?lang=en")
    expect(page.locator("body")).to_have_attribute("data-ready", "true")
    out = io.BytesIO()
    Image.new("L", (300, 300), 200).save(out, "PNG")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": out.getvalue()}
    page.set_input_files("#photo", file)  # type: ignore[arg-type]
    expect(page.locator("#verdict")).to_have_class("verdict cannot_tell")


def test_an_older_list_is_not_taken_again(doors: Doors, page: Page) -> None:
    page.goto(f"{doors.portal}/camera?lang=en")
    expect(page.locator("body")).to_have_attribute("data-ready", "true")
    with doors.centre.session(None) as session:
        old = session.get(f"{doors.portal}/lists/denied", timeout=60).text
    doors.withdraw(doors.paper())
    told = page.evaluate(_VERSIONS)
    page.route("**/lists/denied", lambda route: route.fulfill(body=old))
    again = page.evaluate(_VERSIONS)
    assert again["denied"] == told["denied"]


_VERSIONS = (
    "import('/static/lists.js').then(lists => lists.loadTrust())"
    ".then(trust => trust.versions)"
)


def test_the_browser_judges_texts_as_the_library_does(
    doors: Doors, page: Page, paper: Paper
) -> None:
    from tests.documents.qr_forgery import forged_texts  # noqa: PLC0415

    text = read_code(page_png(paper.pdf, width_px=1654), "CD1:")
    assert text is not None
    page.goto(f"{doors.portal}/camera?lang=en")
    cases = forged_texts(text) | {"untouched": text}
    told = page.evaluate(_JUDGE, list(cases.values()))
    for (name, case), verdict in zip(cases.items(), told, strict=True):
        ours = by_library(doors, case)
        assert (verdict["verdict"], verdict["reasons"]) == ours, name
    assert told[-1]["verdict"] == "valid"


_JUDGE = (
    "async (texts) => { const lists = await import('/static/lists.js');"
    " const judge = await import('/static/credential.js');"
    " const trust = await lists.loadTrust();"
    " return Promise.all(texts.map((text) =>"
    " judge.verifyCredential(text, trust, new Date()))); }"
)


def by_library(doors: Doors, text: str) -> tuple[str, list[str]]:
    from datetime import UTC, datetime  # noqa: PLC0415

    from kiosk.documents.trust import Trust  # noqa: PLC0415
    from kiosk.documents.verification import verify_credential  # noqa: PLC0415

    folder = doors.centre.home / "library-trust"
    if not folder.exists():
        doors.trust(folder)
    verdict = verify_credential(text, Trust.load(folder), datetime.now(UTC))
    json.dumps(verdict.certificate)
    return verdict.verdict, list(verdict.reasons)
