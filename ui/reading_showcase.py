"""Screens of the reading room and the question desk, with invented contents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.consultation import AskedQuestion, Exchange
from kiosk.domain.film import Cue, Film, Reel
from kiosk.domain.library import (
    Agency,
    Article,
    Block,
    BlockKind,
    Column,
    Topic,
    Wording,
)
from kiosk.domain.speech import Heard
from kiosk.visit.consulting import ShowAnswer, WriteQuestion
from kiosk.visit.question import Tell
from kiosk.visit.reading import (
    Entry,
    FindArticle,
    Pick,
    ReadArticle,
    ShowAgency,
    TakeAlong,
)
from kiosk.visit.speaking import Listen
from kiosk.visit.watching import WatchFilm
from ui.sample_pictures import sample_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kiosk.visit.ask import Ask

__all__ = ["reading_exhibits"]

_CHINESE = (
    Block(BlockKind.TEXT, "谁办：按月领取养老金的人，每 12 个月一次。"),
    Block(BlockKind.TEXT, "带什么：社会保障卡或身份证。"),
    Block(BlockKind.STEP, "插卡，或把身份证放在读卡区。"),
    Block(BlockKind.STEP, "看镜头，按提示眨眼、转头。"),
    Block(BlockKind.STEP, "看到“认证通过”和下次截止日期，取卡。"),
    Block(BlockKind.TEXT, "刷脸不成，可以换证件、请工作人员核对，或申请人工复核。"),
)
_ENGLISH = (
    Block(BlockKind.TEXT, "Who: everybody who draws a monthly pension."),
    Block(BlockKind.TEXT, "Bring: social security card or identity card."),
    Block(BlockKind.STEP, "Insert the card, or lay it on the reader."),
    Block(BlockKind.STEP, "Look into the camera; blink and turn as you are told."),
    Block(BlockKind.STEP, "See the next date, and take your card."),
    Block(BlockKind.TEXT, "If the face does not work: staff, or a later review."),
)
_GUIDE = Article(
    key="guide-life-certification",
    column=Column.SERVICE_GUIDES,
    topic=Topic.CERTIFICATION,
    published_on=date(2026, 11, 1),
    chinese=Wording("领取待遇资格认证办事指南", "", _CHINESE),
    english=Wording("How to pass the yearly life certification", "", _ENGLISH),
    initials="lqdyzgrzbszn",
    service="life-certification",
)
_AGENCY = Agency(
    code="office-1",
    parent="city-office",
    chinese_name="晴川街道便民服务中心",
    english_name="Qingchuan Street Service Centre",
    chinese_address="晴川街 16 号",
    english_address="16 Qingchuan Street",
    phone="028-5500-0101",
    chinese_hours="周一至周五 9:00–17:00，周六 9:00–12:00",
    english_hours="Monday to Friday 9:00–17:00, Saturday 9:00–12:00",
    longitude=104.055,
    latitude=30.668,
    community_prefix="51019901",
    topics=(Topic.PENSION,),
)
_ASKED_ON, _DUE_ON = date(2026, 11, 20), date(2026, 11, 27)
_QUESTION = "老人瘫在床上，怎么做养老金认证？"
_ANSWER = "可以预约上门认证，打社区电话或 12333，工作人员带设备来，不收费。"


_FILM = Film(
    "",
    (Cue(0, 100_000, "第二步：看着镜头，按提示眨一眨眼，再慢慢转头。"),),
    (Cue(0, 100_000, "Second: look into the camera, blink and turn as you are told."),),
)


def reading_exhibits() -> Iterator[tuple[str, Ask[Any], object]]:
    """Give every screen once."""
    for name, ask in (*_room(), *_desk()):
        yield name, ask, None
    yield "listen", Listen(), Heard(12, 70)
    yield "watch-film", WatchFilm(Reel((sample_code(),), 0.01), _FILM), None


def _room() -> Iterator[tuple[str, Ask[Any]]]:
    search = Entry("search", "shelf.search", icon="zoom-in")
    shelves = (search, *(Entry(each, f"shelf.{each}") for each in Column))
    yield "pick-shelf", Pick("shelf", shelves)
    yield "pick-topic", Pick("topic", tuple(Entry(it, f"topic.{it}") for it in Topic))
    yield "pick-article", Pick("article", _articles(7))
    yield "find-article", FindArticle((_GUIDE,))
    film = (Entry("watch", "film.watch", icon="play"), Entry("read", "film.read"))
    yield "pick-film", Pick("film", film)
    yield "read-article", ReadArticle(_GUIDE, can_do=True, can_print=True)
    yield "show-agency", ShowAgency(_AGENCY)
    yield "take-along", TakeAlong(sample_code())


def _desk() -> Iterator[tuple[str, Ask[Any]]]:
    desk = (Entry("ask", "desk.ask", icon="info"), Entry("answers", "desk.answers"))
    yield "pick-desk", Pick("desk", desk)
    yield "write-question", WriteQuestion()
    speak = tuple(
        Entry(each, f"speak.{each}", icon=icon)
        for each, icon in (
            ("send", "check"),
            ("hear", "volume-2"),
            ("again", "mic"),
            ("write", ""),
        )
    )
    consent = (Entry("start", "speak.start", icon="mic"), speak[-1])
    yield "pick-speak-consent", Pick("speak-consent", consent)
    yield "pick-recording", Pick("recording", speak)
    send = Entry("send", "desk.send", icon="log-out")
    yield "pick-suggested", Pick("suggested", (*_articles(3), send))
    noted = (("ticket", "3F9A-01C7"), ("due", "2026-11-27"))
    yield "question-noted", Tell("question-noted", noted, "good")
    yield "no-library", Tell("no-library")
    yield "show-answer", ShowAnswer(_asked(is_answered=True))
    yield "show-answer-waiting", ShowAnswer(_asked(is_answered=False))


def _articles(count: int) -> tuple[Entry, ...]:
    months = range(1, count + 1)
    return tuple(
        Entry(
            str(each),
            chinese=f"养老金为什么{each}月停发了？怎么恢复？",
            english=f"Why did my pension stop in month {each}?",
        )
        for each in months
    )


def _asked(*, is_answered: bool) -> AskedQuestion:
    answer = Exchange(is_answer=True, text=_ANSWER, said_on=date(2026, 11, 23))
    return AskedQuestion(
        question_id="",
        number="3F9A-01C7",
        text=_QUESTION,
        asked_on=_ASKED_ON,
        due_on=_DUE_ON,
        is_answered=is_answered,
        exchanges=(answer,) if is_answered else (),
    )
