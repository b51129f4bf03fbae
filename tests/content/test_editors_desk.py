"""The console's two desks: articles on their way to readers, questions answered."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from backend.cli import run
from backend.clock import city_time
from backend.consultation.asking import Wish, ask
from backend.consultation.hearing import unpacked
from backend.content.medium import LARGEST_MEDIUM
from backend.home import Home
from backend.installation import open_database
from backend.store.database import Database
from backend.store.words import AskedVia
from kiosk.domain.library import Topic
from tests.amr import amr_of
from tests.console_rig import Console, Seat, open_console

pytestmark = pytest.mark.xdist_group("centre")

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    console = open_console(tmp_path_factory.mktemp("desks"))
    yield console
    assert console.centre.stop() == 0
    assert "bug-found" not in (console.centre.home / "centre.log").read_text()


@pytest.fixture(scope="module")
def database(console: Console) -> Iterator[Database]:
    database = open_database(Home(console.centre.home))
    yield database
    database.close()


def asked(database: Database, text: str, **told: object) -> str:
    facts: dict[str, object] = {"community": "51019902", "recording": b""} | told
    wish = Wish(
        question_id=str(uuid.uuid4()),
        via=AskedVia.PORTAL,
        topic=Topic.CERTIFICATION,
        text=text,
        **facts,  # type: ignore[arg-type]
    )
    with database.writing() as session:
        return ask(session, wish, city_time()).question_id


def english(seat: Seat) -> Seat:
    seat.get("/", lang="en")
    return seat


def written(key: str, **told: str) -> dict[str, str]:
    return {
        "key": key,
        "column": "news",
        "topic": "other",
        "chinese_title": "下雪天照常开门",
        "chinese_body": f"路滑，请慢走。{HOSTILE}",
        "english_title": "Open in the snow",
        "english_body": "Walk with care.",
    } | told


def test_question_is_answered_by_two_agencies_and_becomes_a_draft(
    console: Console, database: Database
) -> None:
    question = asked(database, f"老人走不动怎么认证？{HOSTILE}")
    path = f"/questions/{question}"
    with console.staff("S1") as clerk:
        english(clerk)
        listed = clerk.get("/questions/", agency="office-2").text
        assert question in listed
        assert "<script>alert" not in listed
        page = clerk.get(path).text
        assert "<script>alert" not in page
        assert "老人卧床、行动不便，怎么认证？" in clerk.get(path, lang="zh-CN").text
        english(clerk)
        token = clerk.token(path)
        early = clerk.post(f"{path}/draft", token, key="home-visit")
        assert "There is no answer yet" in early.text
        joined = clerk.post(
            f"{path}/join", token, agency="office-2", other="medical-bureau"
        )
        assert "called in" in joined.text
        wrong = clerk.post(f"{path}/answer", token, agency="office-1", text="x")
        assert "Another agency leads" in wrong.text
        part = {"agency": "medical-bureau", "text": "住院的可以在医院认证。"}
        assert "with the lead" in clerk.post(f"{path}/contribute", token, **part).text
        told = {"agency": "office-2", "text": "可以上门认证。"}
        assert (
            "the asker can see it" in clerk.post(f"{path}/answer", token, **told).text
        )
        again = clerk.post(f"{path}/answer", token, **told)
        assert "answered already" in again.text
        drafted = clerk.post(f"{path}/draft", token, key="home-visit")
        assert "draft now" in drafted.text
        assert "可以上门认证。" in clerk.get("/content/home-visit").text


def test_a_card_that_names_its_agency_speaks_for_no_other(
    console: Console, database: Database
) -> None:
    question = asked(database, "换了银行卡怎么办？")
    path = f"/questions/{question}"
    console.card("S6", agency="office-1")
    console.card("S7", agency="office-2")
    text = {"text": "带社保卡到窗口。"}
    with console.staff("S6") as stranger:
        token = english(stranger).token(path)
        # Whatever the form says: the lead is office-2, and the card is office-1's.
        tried = stranger.post(f"{path}/answer", token, agency="office-2", **text)
        assert "Another agency leads" in tried.text
        assert 'name="agency" required' not in tried.text
    with console.staff("S7") as lead:
        token = english(lead).token(path)
        done = lead.post(f"{path}/answer", token, agency="office-1", **text)
        assert "the asker can see it" in done.text


def test_no_card_speaks_for_an_agency_that_is_not_there(console: Console) -> None:
    home = str(console.centre.home)
    told = ["--number=S8", "--role=clerk", "--name=石样本", "--agency=nowhere"]
    out = f"--out={console.centre.home / 'card-S8'}"
    assert run(["enrol-staff", "--home", home, *told, out]) == 1
    assert not (console.centre.home / "card-S8").exists()


def test_spoken_question_is_handed_out_for_hearing_alone(
    console: Console, database: Database
) -> None:
    sound = amr_of(1)
    question = asked(database, "", recording=sound)
    with console.staff("S1") as clerk:
        shown = clerk.get(f"/questions/{question}")
        assert f'src="/questions/{question}/heard"' in shown.text
        assert "media-src 'self'" in shown.headers["Content-Security-Policy"]
        heard = clerk.get(f"/questions/{question}/recording")
        assert heard.content == sound
        assert "attachment" in heard.headers["Content-Disposition"]
        played = clerk.get(f"/questions/{question}/heard")
        assert played.headers["Content-Type"] == "audio/wav"
        assert played.content == unpacked(sound)


def test_figures_are_drawn(console: Console, database: Database) -> None:
    asked(database, "什么时候到期？")
    with console.staff("S1") as clerk:
        page = english(clerk).get("/questions/figures").text
    assert page.count("<svg") >= 3
    assert "Questions of the last 30 days" in page


def test_article_needs_another_eye_before_readers_see_it(console: Console) -> None:
    path = "/content/snow"
    with console.staff("S1") as author, console.staff("S2") as reviewer:
        english(author)
        english(reviewer)
        token = author.token("/content/new")
        saved = author.post("/content/new/save", token, **written("snow"))
        assert "new version is saved" in saved.text
        assert "<script>alert" not in saved.text
        assert "&lt;script&gt;" in saved.text
        version = saved.text.split('name="version" value="')[1].split('"')[0]
        step = {"version": version}
        early = author.post(f"{path}/publish", token, **step, starts="2026-01-01")
        assert "not its turn" in early.text
        assert "Submitted" in author.post(f"{path}/submit", token, **step).text
        own = author.post(f"{path}/approve", token, **step)
        assert "cannot review your own work" in own.text
        second = reviewer.token(path)
        back = reviewer.post(f"{path}/return", second, **step, remark="typo")
        assert "Sent back" in back.text
        assert "Submitted" in author.post(f"{path}/submit", token, **step).text
        assert "Approved" in reviewer.post(f"{path}/approve", second, **step).text
        shown = reviewer.post(f"{path}/publish", second, **step, starts="2026-01-01")
        assert "Published." in shown.text
        kept = author.post(f"{path}/withdraw", token, remark="wrong")
        assert kept.status_code == 403
    with console.staff("S9", "supervisor") as supervisor:
        english(supervisor)
        gone = supervisor.post(
            f"{path}/withdraw", supervisor.token(path), remark="thaw"
        )
        assert "Withdrawn." in gone.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "../x"},
        {"key": "new"},
        {"chinese_title": ""},
        {"column": "none"},
        {"chinese_body": "x" * 50_000},
    ],
)
def test_what_is_no_article_is_refused(console: Console, wrong: dict[str, str]) -> None:
    with console.staff("S1") as clerk:
        token = clerk.token("/content/new")
        told = written("other-key") | wrong
        assert clerk.post("/content/new/save", token, **told).status_code == 422


def test_only_true_pictures_are_taken_in(console: Console) -> None:
    with console.staff("S1") as clerk:
        english(clerk)
        token = clerk.token("/content/media")
        for data in (b"<svg onload=alert(1)>", b"MZ", b""):
            sent = clerk.session.post(
                f"{console.url}/content/media",
                data={"token": token, "name": "x.png"},
                files={"file": ("x.png", data)},
                timeout=30,
            )
            assert sent.status_code == 422
        assert "media:insert-card.png" in clerk.get("/content/media").text


@pytest.mark.parametrize(
    ("size", "status", "words"),
    [
        (LARGEST_MEDIUM + 1, 422, "24 MB at most"),
        (LARGEST_MEDIUM + (1 << 20), 413, "too large and was not taken"),
    ],
    ids=["just-too-large", "far-too-large"],
)
def test_an_upload_over_24_mib_is_refused_clearly(
    console: Console, size: int, status: int, words: str
) -> None:
    with console.staff("S1") as clerk:
        token = english(clerk).token("/content/media")
        sent = clerk.session.post(
            f"{console.url}/content/media",
            data={"token": token, "name": "huge.webm"},
            files={"file": ("huge.webm", b"\x1a\x45\xdf\xa3".ljust(size, b"\0"))},
            timeout=120,
        )
        assert (sent.status_code, words in sent.text) == (status, True)
        assert "huge.webm" not in english(clerk).get("/content/media").text


def test_engineers_have_no_business_here(console: Console) -> None:
    with console.staff("T1", "technician") as technician:
        assert technician.get("/content/").status_code == 403
        assert technician.get("/questions/").status_code == 403
