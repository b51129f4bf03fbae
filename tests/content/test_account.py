"""The official account, driven as the platform does: signed calls over real HTTPS."""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backend.cli import run
from backend.clock import city_time
from backend.consultation.desk import Told, answer, open_questions
from backend.home import Home
from backend.store.consultation import Question, Recording
from backend.store.database import Database
from backend.store.wechat import AccountVoice, OutgoingMessage
from backend.store.words import MessageState
from backend.wechat.conversation import MENU
from backend.wechat.delivery import deliver_waiting, fetch_voices
from backend.wechat.envelope import Account, MessageRefused
from backend.wechat.outlet import PlatformOutlet, Undeliverable, Unsent
from backend.wechat.platform_twin import PlatformTwin, running_platform
from kiosk.domain.fault import InvalidValue
from tests.amr import amr_of
from tests.content.account_rig import (
    ACCOUNT,
    KEY,
    PLAIN,
    SECRET,
    Platform,
    message,
    set_account,
)
from tests.unit.backend.running_centre import RunningCentre, make_centre

pytestmark = pytest.mark.xdist_group("centre")


@pytest.fixture(scope="module")
def twin() -> Iterator[PlatformTwin]:
    with running_platform(SECRET) as twin:
        yield twin


@pytest.fixture(scope="module", params=["encrypted", "plain"])
def platform(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    twin: PlatformTwin,
) -> Iterator[Platform]:
    account = ACCOUNT if request.param == "encrypted" else PLAIN
    home = make_centre(tmp_path_factory.mktemp("account") / "home")
    set_account(Home(home), account, twin)
    port_file = home / "portal.port"
    options = ("--portal-port=0", f"--portal-port-file={port_file}")
    centre = RunningCentre(home, *options)
    if not port_file.exists():
        centre.await_line("portal ready on https://127.0.0.1:")
    portal = f"https://127.0.0.1:{int(port_file.read_text())}"
    yield Platform(centre, portal, account)
    assert centre.stop() == 0


@pytest.fixture
def database(platform: Platform) -> Iterator[Database]:
    home = Home(Path(str(platform.session.verify)).parents[1])
    database = Database(home.database_url())
    yield database
    database.close()


def test_the_address_proves_itself(platform: Platform) -> None:
    query = platform.query() | {"echostr": "hello-42"}
    answered = platform.session.get(platform.url, params=query, timeout=20)
    assert (answered.status_code, answered.text) == (200, "hello-42")
    forged = query | {"signature": "0" * 40}
    assert (
        platform.session.get(platform.url, params=forged, timeout=20).status_code == 403
    )


def test_text_and_voice_get_the_closest_articles(platform: Platform) -> None:
    told = platform.send("text", Content="我爸的退休金咋停了")
    assert "/articles/pension-stopped" in told
    assert told.index("https://city.example/articles/") > 0
    spoken = platform.send("voice", MediaId="m", Format="amr", Recognition="社保卡丢了")
    assert "/articles/card-lost" in spoken
    assert "没有听清" in platform.send("voice", MediaId="m", Format="amr")


@pytest.mark.parametrize("section", ["about", "policy", "guides"])
def test_menu_opens_the_sections(platform: Platform, section: str) -> None:
    told = platform.send("event", Event="CLICK", EventKey=f"section-{section}")
    assert "<MsgType>news</MsgType>" in told
    assert told.count("<item>") >= 3


def test_followers_are_greeted_and_leaving_needs_no_answer(platform: Platform) -> None:
    assert "您好" in platform.send("event", Event="subscribe")
    assert platform.send("event", Event="unsubscribe") == "success"


@pytest.mark.parametrize("kind", ["image", "video", "location", "link", "never-seen"])
def test_other_kinds_are_answered_in_words(platform: Platform, kind: str) -> None:
    assert "请打字" in platform.send(kind, PicUrl="http://x.example/", MediaId="1")


def test_question_goes_to_an_agency_and_its_answer_comes_later(
    platform: Platform, database: Database, twin: PlatformTwin
) -> None:
    follower = f"follower-{platform.account.aes_key[:2] or 'plain'}"
    words = "提问 老人瘫在床上怎么认证<script>"
    told = platform.send("text", FromUserName=follower, Content=words)
    assert "已经收到" in told
    with database.writing() as session:
        mine = next(it for it in open_questions(session) if it.follower == follower)
        assert mine.number in told
        reply = Told(mine.agency, "S1", "可以上门。")
        answer(session, mine.question_id, reply, city_time())
    outlet = PlatformOutlet(twin.address, ACCOUNT.app_id, SECRET)
    deliver_waiting(database, outlet, city_time())
    told_by = [text for whom, text in twin.sent if whom == follower]
    # The running centre may have been quicker; once is what counts.
    assert len(told_by) == 1
    assert "可以上门。" in told_by[0]


def spoken(platform: Platform, database: Database, media_id: str) -> str:
    """Ask by voice and then by the word for asking; gives the question's id."""
    told = platform.send("voice", MediaId=media_id, Format="amr", FromUserName=media_id)
    assert "回复“提问”" in told
    told = platform.send("text", Content="提问", FromUserName=media_id)
    assert "已经收到" in told
    with database.reading() as session:
        return session.get_one(AccountVoice, media_id).question_id


def later() -> datetime:
    """A moment when whatever waits is due, and nothing is given up yet."""
    return city_time() + timedelta(hours=2)


def until_settled(database: Database, media_id: str, twin: PlatformTwin) -> str:
    """Fetch as the running centre does, which may be quicker; gives what became."""
    fetch_voices(database, PlatformOutlet(twin.address, "a", SECRET), later())
    with database.reading() as session:
        return session.get_one(AccountVoice, media_id).state


def test_a_voice_becomes_a_question_that_the_desk_can_hear(
    platform: Platform, database: Database, twin: PlatformTwin
) -> None:
    media_id = f"voice-{uuid.uuid4().hex}"
    twin.voices[media_id] = amr_of(1)
    question_id = spoken(platform, database, media_id)
    assert until_settled(database, media_id, twin) == "sent"
    with database.reading() as session:
        kept = session.get_one(Question, question_id)
        recording = session.get_one(Recording, kept.recording)
    assert (kept.text, kept.follower) == ("", media_id)
    assert (recording.media_type, recording.data) == (
        "audio/amr",
        twin.voices[media_id],
    )


def test_a_voice_that_says_it_asks_is_heard_and_kept(
    platform: Platform, database: Database
) -> None:
    media_id = f"voice-{uuid.uuid4().hex}"
    told = platform.send(
        "voice", MediaId=media_id, Format="amr", Recognition="提问，工伤怎么认定。"
    )
    assert "已经收到" in told
    with database.reading() as session:
        voice = session.get_one(AccountVoice, media_id)
        assert session.get_one(Question, voice.question_id).text == "工伤怎么认定。"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<script>alert(1)</script>",
        b"#!AMR\n" + bytes(2000),
        b"#!AMR" + bytes(3 << 20),
    ],
)
def test_a_voice_that_is_none_is_not_kept_and_its_follower_is_told(
    platform: Platform, database: Database, twin: PlatformTwin, data: bytes
) -> None:
    media_id = f"voice-{uuid.uuid4().hex}"
    if data:
        twin.voices[media_id] = data
    question_id = spoken(platform, database, media_id)
    assert until_settled(database, media_id, twin) == "given-up"
    with database.reading() as session:
        assert not session.get_one(Question, question_id).recording
        told = session.query(OutgoingMessage).filter_by(follower=media_id).one()
    assert "打字" in told.text


def test_a_voice_waits_while_the_platform_is_away(
    platform: Platform, database: Database
) -> None:
    media_id = f"voice-{uuid.uuid4().hex}"
    spoken(platform, database, media_id)
    # Far in the future, so that the running centre leaves it alone.
    noted = city_time() + timedelta(days=300)
    with database.writing() as session:
        voice = session.get_one(AccountVoice, media_id)
        voice.noted_at = voice.next_try_at = noted
        voice.state = MessageState.WAITING
    nobody = PlatformOutlet("http://127.0.0.1:9", "a", SECRET)
    for hours, state in ((0, MessageState.WAITING), (73, MessageState.GIVEN_UP)):
        assert fetch_voices(database, nobody, noted + timedelta(hours=hours)) == 0
        with database.reading() as session:
            assert session.get_one(AccountVoice, media_id).state is state


def test_the_menu_is_put_up_by_a_command(
    platform: Platform, twin: PlatformTwin, capsys: pytest.CaptureFixture[str]
) -> None:
    home = str(Path(str(platform.session.verify)).parents[1])
    twin.menu = None
    assert run(["wechat", "menu", "--home", home]) == 0
    assert twin.menu == MENU
    assert "the menu is up" in capsys.readouterr().out


def test_a_menu_that_is_refused_is_one_clear_line(
    tmp_path: Path, twin: PlatformTwin, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["wechat", "menu", "--home", str(tmp_path)]) == 1
    assert "no account" in capsys.readouterr().err
    Home(tmp_path).account_file.write_text(
        'app_id = "a"\ntoken = "t"\nsecret = "wrong"\nportal = "https://city.example"\n'
        f'platform = "{twin.address}"\n'
    )
    assert run(["wechat", "menu", "--home", str(tmp_path)]) == 1
    assert "40125" in capsys.readouterr().err


def test_repetition_is_answered_alike_and_asks_once(
    platform: Platform, database: Database
) -> None:
    fields = {"MsgId": "4242", "Content": "提问 工伤怎么报", "CreateTime": "1764300000"}
    first, second = (platform.send("text", **fields) for _ in range(2))
    assert first == second
    with database.reading() as session:
        asked = [it for it in open_questions(session) if "工伤怎么报" in it.text]
    assert len(asked) == 1


def test_forged_stale_and_torn_calls_are_refused(platform: Platform) -> None:
    body = message("text", Content="社保卡")
    sealed = ACCOUNT.close(body)
    wrapped = f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()
    encrypted = bool(platform.account.aes_key)
    right = wrapped if encrypted else body
    parts = (sealed,) if encrypted else ()
    good = platform.query(*parts)
    assert platform.post(right, good).status_code == 200
    stale = platform.query(*parts, at=time.time() - 3600)
    cases = [
        (right, {}),
        (right, good | {"signature": "0" * 40, "msg_signature": "0" * 40}),
        (right, good | {"timestamp": "1"}),
        (right, good | {"timestamp": "\u0661"}),
        (right, stale),
        (body if encrypted else wrapped, good),
        (b"", good),
        (b"<xml>", good),
        (b"<x/>", good),
        (b"\xff\xfe", good),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml>&a;</xml>", good),
        (b"<xml><Encrypt>AAAA</Encrypt></xml>", platform.query("AAAA")),
        (b"<xml>" + b"<a>1</a>" * 50 + b"</xml>", good),
    ]
    for wrong, query in cases:
        assert platform.post(wrong, query).status_code == 403, (wrong[:40], query)
    assert platform.post(b"x" * 70_000, good).status_code == 413


def test_other_accounts_messages_are_refused() -> None:
    other = Account("wx-other", ACCOUNT.token, KEY)
    with pytest.raises(MessageRefused, match="account"):
        ACCOUNT.open(other.close(b"<xml/>"))
    for torn in ("", "AA", base64.b64encode(bytes(32)).decode(), "!"):
        with pytest.raises(MessageRefused):
            ACCOUNT.open(torn)
    with pytest.raises(InvalidValue):
        Account("a", "t", "short")


def test_signature_is_the_documented_one() -> None:
    # SHA-1 of "nonce" "timestamp" "token" sorted and joined, made with sha1sum.
    account = Account("a", "token")
    assert (
        account.signature("timestamp", "nonce")
        == "6db4861c77e0633e0105672fcd41c9fc2766e26e"
    )


def test_outlet_renews_its_token_and_knows_what_is_hopeless(twin: PlatformTwin) -> None:
    outlet = PlatformOutlet(twin.address, "a", SECRET)
    outlet.send("f", "one")
    twin.forget_token()
    outlet.send("f", "two")
    assert [text for whom, text in twin.sent if whom == "f"] == ["one", "two"]
    twin.codes = [45015]
    with pytest.raises(Undeliverable):
        outlet.send("f", "too late")
    twin.codes = [-1]
    with pytest.raises(Unsent):
        outlet.send("f", "busy")
    with pytest.raises(Unsent):
        PlatformOutlet(twin.address, "a", "wrong").send("f", "x")
    with pytest.raises(Unsent):
        PlatformOutlet("http://127.0.0.1:9", "a", SECRET).send("f", "x")


def test_what_will_not_go_waits_and_is_given_up(database: Database) -> None:
    nobody = PlatformOutlet("http://127.0.0.1:9", "a", SECRET)
    # Far in the future, so that the running centre leaves it alone.
    made = city_time() + timedelta(days=300)
    with database.writing() as session:
        waiting = OutgoingMessage(
            follower="f",
            text="x",
            made_at=made,
            state=MessageState.WAITING,
            tries=0,
            next_try_at=made,
        )
        session.add(waiting)
        session.flush()
        number = waiting.message_id
    for hours, state in ((0, MessageState.WAITING), (49, MessageState.GIVEN_UP)):
        assert deliver_waiting(database, nobody, made + timedelta(hours=hours)) == 0
        with database.reading() as session:
            assert session.get_one(OutgoingMessage, number).state is state
