"""The portal's reading room and question desk, over real HTTPS."""

from __future__ import annotations

import re
from collections.abc import Iterator

import defusedxml.ElementTree
import pytest
import requests

from backend.clock import city_time
from backend.consultation.desk import Told, answer, open_questions
from backend.home import Home
from backend.store.database import Database
from tests.contracts.doors_rig import Doors, open_doors

pytestmark = pytest.mark.xdist_group("centre")

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>' \"养老"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = open_doors(tmp_path_factory.mktemp("reading"))
    yield doors
    assert doors.centre.stop() == 0


@pytest.fixture
def visitor(doors: Doors) -> Iterator[requests.Session]:
    with doors.centre.session(None) as session:
        yield session


def get(doors: Doors, visitor: requests.Session, path: str) -> requests.Response:
    return visitor.get(doors.portal + path, timeout=20)


def post(
    doors: Doors, visitor: requests.Session, path: str, **form: str
) -> requests.Response:
    return visitor.post(f"{doors.portal}{path}?lang=en", data=form, timeout=20)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_of_the_reading_room_opens(
    doors: Doors, visitor: requests.Session, language: str
) -> None:
    front = get(doors, visitor, f"/information?lang={language}")
    assert front.status_code == 200
    paths = set(re.findall(r'href="(/[a-z][^"#]*)"', front.text))
    assert any(path.startswith("/articles/") for path in paths)
    for path in paths:
        answered = get(doors, visitor, path.replace("&amp;", "&"))
        assert answered.status_code == 200, path
        assert "script-src 'self'" in answered.headers["Content-Security-Policy"]


def test_article_shows_its_media(doors: Doors, visitor: requests.Session) -> None:
    page = get(doors, visitor, "/articles/online-voice").text
    kinds = {
        get(doors, visitor, path).headers["Content-Type"].partition(";")[0]
        for path in re.findall(r'src="(/media/[0-9a-f]{64})"', page)
    }
    assert kinds == {"audio/wav", "video/webm", "text/vtt"}


def test_search_finds_and_repeats_nothing_harmful(
    doors: Doors, visitor: requests.Session
) -> None:
    found = get(doors, visitor, "/search?q=社保卡丢了&lang=en").text
    assert "/articles/card-lost" in found
    url = f"{doors.portal}/search"
    hostile = visitor.get(url, params={"q": HOSTILE}, timeout=20)
    assert hostile.status_code == 200
    assert "<script>alert" not in hostile.text
    assert "<img src=x" not in hostile.text


@pytest.mark.parametrize(
    "path", ["/articles/none", "/information/none", "/media/" + "0" * 64]
)
def test_what_is_not_there_is_told(
    doors: Doors, visitor: requests.Session, path: str
) -> None:
    assert get(doors, visitor, path).status_code == 404


def test_feed_is_wellformed_and_leads_to_articles(
    doors: Doors, visitor: requests.Session
) -> None:
    answered = get(doors, visitor, "/feed.atom?lang=en")
    assert answered.headers["Content-Type"].startswith("application/atom+xml")
    root = defusedxml.ElementTree.fromstring(answered.content)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{atom}entry")
    assert len(entries) == 30
    link = root.find(f"{atom}entry/{atom}link")
    assert link is not None
    assert visitor.get(link.attrib["href"], timeout=20).status_code == 200
    assert len({each.findtext(f"{atom}id") for each in entries}) == 30


def test_agencies_stand_on_the_map(doors: Doors, visitor: requests.Session) -> None:
    page = get(doors, visitor, "/agencies?lang=en").text
    assert page.count("<circle") == page.count('class="way"') == 19
    assert 'href="tel:028-5500-0001"' in page


def test_question_goes_its_whole_way_at_the_portal(
    doors: Doors, visitor: requests.Session
) -> None:
    looked = post(
        doors,
        visitor,
        "/ask/look",
        topic="certification",
        place="51019902",
        text="老人瘫在床上怎么年审",
    ).text
    assert "/articles/certification-bedridden" in looked
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', looked))
    asked = post(doors, visitor, "/ask", **form).text
    assert "Wangjiang Street Service Centre" in asked
    number, code = (
        re.findall(rf'id="{name}">([^<]+)<', asked)[0] for name in ("number", "code")
    )
    again = post(doors, visitor, "/ask", **form).text
    assert number in again
    assert code not in again
    mine = {"number": number, "code": code}
    assert "no answer yet" in post(doors, visitor, "/answers", **mine).text
    database = Database(Home(doors.centre.home).database_url())
    try:
        _answer(database, number, f"可以上门。{HOSTILE}")
        seen = post(doors, visitor, "/answers", **mine).text
        assert "可以上门。" in seen
        assert "<script>alert" not in seen
        assert (
            "Thank you" in post(doors, visitor, "/answers/rate", **mine, stars="4").text
        )
        follow = post(doors, visitor, "/answers/follow", **mine, text="什么时候来？")
        assert "什么时候来？" in follow.text
        _answer(database, number, "明天上午。")
    finally:
        database.close()
    assert "明天上午。" in post(doors, visitor, "/answers", **mine).text


def _answer(database: Database, number: str, text: str) -> None:
    with database.writing() as session:
        mine = next(it for it in open_questions(session) if it.number == number)
        told = Told(mine.agency, "S2001", text)
        answer(session, mine.question_id, told, city_time())


def test_wrong_code_tells_nothing(doors: Doors, visitor: requests.Session) -> None:
    for number, code in (("0000-0000", "AAAAAAAA"), ("", ""), ("\0", "\0")):
        told = post(doors, visitor, "/answers", number=number, code=code)
        assert told.status_code == 422
        assert "no such number" in told.text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"id": "x", "topic": "pension", "text": "a"},
        {"id": "0" * 32, "topic": "none", "text": "a"},
        {"id": "0" * 32, "topic": "pension", "text": " "},
        {"id": "0" * 32, "topic": "pension", "text": "a" * 501},
        {"id": "0" * 32, "topic": "pension", "text": "a\0b"},
    ],
)
def test_what_is_no_question_is_refused(
    doors: Doors, visitor: requests.Session, form: dict[str, str]
) -> None:
    assert post(doors, visitor, "/ask", **form).status_code in (422, 429)


def test_pages_of_others_cannot_ask(doors: Doors, visitor: requests.Session) -> None:
    sent = visitor.post(
        f"{doors.portal}/ask",
        data={"text": "x"},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=20,
    )
    assert sent.status_code == 403


def test_huge_form_is_refused(doors: Doors, visitor: requests.Session) -> None:
    sent = post(doors, visitor, "/ask/look", text="x" * 40_000)
    assert sent.status_code == 413
