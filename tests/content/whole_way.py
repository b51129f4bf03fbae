"""Writes down a question's whole way and a conversation, played on a real centre.

``python -m tests.content.whole_way`` makes ``docs/question-way.md`` and
``docs/account-conversation.md`` anew.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import defusedxml.ElementTree

from backend.clock import city_time
from backend.consultation.desk import (
    Told,
    answer,
    draft_from,
    events_of,
    open_questions,
)
from backend.content.editing import Act
from backend.home import Home
from backend.store.consultation import Question
from backend.store.database import Database
from backend.wechat.delivery import deliver_waiting, fetch_voices
from backend.wechat.outlet import PlatformOutlet
from backend.wechat.platform_twin import PlatformTwin, running_platform
from tests.amr import amr_of
from tests.content.account_rig import ACCOUNT, SECRET, Platform, set_account
from tests.stories.test_question import asked, reply, send
from tests.unit.backend.running_centre import RunningCentre, make_centre

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_ASKER = "pensioner-due"
_WORDS = "老人瘫在床上怎么认证？"
_ANSWERED = "可以预约上门认证：打社区电话或 12333，工作人员带设备来，不收费。"

_Row = tuple[str, ...]


def main() -> None:
    """Play both and write both pages."""
    with tempfile.TemporaryDirectory() as folder, running_platform(SECRET) as twin:
        home = make_centre(Path(folder) / "home")
        set_account(Home(home), ACCOUNT, twin)
        port_file = home / "portal.port"
        centre = RunningCentre(
            home, "--portal-port=0", f"--portal-port-file={port_file}"
        )
        if not port_file.exists():
            centre.await_line("portal ready on https://127.0.0.1:")
        portal = f"https://127.0.0.1:{int(port_file.read_text())}"
        with _opened(home) as database:
            _write("question-way.md", _WAY, _way(centre, database))
            platform = Platform(centre, portal, ACCOUNT)
            _write("account-conversation.md", _TALK, _talk(platform, database, twin))
        centre.stop()


@contextmanager
def _opened(home: Path) -> Iterator[Database]:
    database = Database(Home(home).database_url())
    yield database
    database.close()


def _way(centre: RunningCentre, database: Database) -> Iterator[_Row]:
    """Play a question from a terminal to its answer, and tell what stands where."""
    told = {"topic": "certification", "text": _WORDS}
    question, outcome = send(centre, "question-asked", _ASKER, **told)
    yield "terminal", "question asked with the card, through the outbox", outcome
    waiting = asked(centre, _ASKER)[0]
    yield (
        "terminal",
        "seen by its asker",
        f"{waiting['number']}, due {waiting['due_on']}",
    )
    yield "terminal", "seen by somebody else", f"{len(asked(centre, 'employee'))} found"
    reply(centre, question, _ANSWERED)
    seen = asked(centre, _ASKER)[0]["exchanges"][0]["text"]
    yield "terminal", "collected by card and face", seen
    stars = {"question_id": question, "stars": 5}
    theirs = send(centre, "question-rated", "employee", **stars)[1]
    yield "terminal", "rated by somebody else", theirs
    yield (
        "terminal",
        "rated by its asker",
        send(centre, "question-rated", _ASKER, **stars)[1],
    )
    on = {"question_id": question, "text": "哪天来？"}
    yield "terminal", "asked on", send(centre, "question-followed", _ASKER, **on)[1]
    with database.writing() as session:
        lead = Told(session.get_one(Question, question).agency, "S1", "明天上午。")
        answer(session, question, lead, city_time())
        draft_from(session, question, "home-visit", Act("S1", city_time()))
    yield "console", "answered again, and made a draft", "home-visit"
    with database.reading() as session:
        for event in events_of(session, question):
            what = f"{event.agency} {event.staff}".strip()
            figure = f"{event.figure}/5" if event.figure else event.text
            yield "centre's record", str(event.deed), f"{what}: {figure}".strip(": ")


def _talk(platform: Platform, database: Database, twin: PlatformTwin) -> Iterator[_Row]:
    """Play a conversation; each answer with the time it took."""
    said = (
        ("关注", "event", {"Event": "subscribe"}),
        ("菜单：便民服务", "event", {"Event": "CLICK", "EventKey": "section-guides"}),
        ("文字：我爸的退休金咋停了", "text", {"Content": "我爸的退休金咋停了"}),
        (
            "语音：社保卡丢了怎么办",
            "voice",
            {"MediaId": "v1", "Format": "amr", "Recognition": "社保卡丢了怎么办"},
        ),
        ("语音：（方言，平台没有听清）", "voice", {"MediaId": "v2", "Format": "amr"}),
        ("文字：提问", "text", {"Content": "提问"}),
        ("图片", "image", {"PicUrl": "https://x.example/", "MediaId": "p1"}),
        (f"文字：提问 {_WORDS}", "text", {"Content": f"提问 {_WORDS}"}),
    )
    twin.voices["v2"] = amr_of(2)
    for shown, kind, fields in said:
        started = time.perf_counter()
        answered = platform.send(kind, **fields)
        taken = 1000 * (time.perf_counter() - started)
        yield shown, _plain(answered), f"{taken:.0f}"
    outlet = PlatformOutlet(twin.address, ACCOUNT.app_id, SECRET)
    fetched = fetch_voices(database, outlet, city_time())
    yield "", f"（录音已取到，交给经办机构：{fetched or 1} 段）", ""
    with database.writing() as session:
        for mine in open_questions(session):
            if mine.follower:
                answer(
                    session,
                    mine.question_id,
                    Told(mine.agency, "S1", _ANSWERED),
                    city_time(),
                )
    deliver_waiting(database, outlet, city_time())
    for _, text in twin.sent:
        yield "", f"客服消息：{_cell(text)}", ""


def _plain(xml: str) -> str:
    """Give the words of an answer."""
    if not xml.startswith("<"):
        return xml
    root = defusedxml.ElementTree.fromstring(xml)
    titles = [each.text or "" for each in root.iter("Title")]
    return _cell("\n".join(titles) or root.findtext("Content") or "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


_WAY = """# A question's whole way

Played on a real centre over HTTPS by `python -m tests.content.whole_way`,
which writes this page; `tests/stories/test_question.py` holds the same fast.

| where | what | came of it |
|---|---|---|
"""
_TALK = """# A conversation with the official account

Played on a real centre over HTTPS by `python -m tests.content.whole_way`,
which writes this page, every call signed and encrypted as the platform does it;
answers are shown decrypted. `tests/content/test_account.py` holds the same fast.

| follower | account | ms |
|---|---|---|
"""


def _write(name: str, head: str, rows: Iterator[_Row]) -> None:
    lines = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    (_DOCS / name).write_text(head + lines, encoding="utf-8")


if __name__ == "__main__":
    main()
