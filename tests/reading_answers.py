"""What a willing reader answers in the reading room and at the question desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.domain.consultation import AskedQuestion, Exchange
from kiosk.domain.film import Reel
from kiosk.domain.leaflet import DrawnLeaflet
from kiosk.domain.library import (
    Agency,
    Article,
    Block,
    BlockKind,
    Column,
    Library,
    Topic,
    Wording,
)
from kiosk.domain.speech import Spoken
from kiosk.visit import consulting, leaflet, reading, speaking, watching
from kiosk.visit.ask import Ask

__all__ = ["AGENCY", "ARTICLE", "ASKED", "LIBRARY", "READING_ANSWERS"]

ARTICLE = Article(
    key="guide-life-certification",
    column=Column.SERVICE_GUIDES,
    topic=Topic.CERTIFICATION,
    published_on=date(2026, 11, 1),
    chinese=Wording(
        "领取待遇资格认证办事指南",
        "插卡，看镜头。",
        (
            Block(BlockKind.TEXT, "谁办：按月领取养老金的人，每 12 个月一次。"),
            Block(BlockKind.STEP, "插卡。"),
            Block(BlockKind.PICTURE, "插卡的位置和方向", "ab" * 32),
            Block(BlockKind.FILM, "短片", "cd" * 32),
        ),
    ),
    english=Wording(
        "How to pass the yearly life certification",
        "Insert the card.",
        (Block(BlockKind.STEP, "Insert the card."),),
    ),
    initials="lqdyzgrzbszn",
    service="life-certification",
)
AGENCY = Agency(
    code="office-1",
    parent="city-office",
    chinese_name="晴川街道便民服务中心",
    english_name="Qingchuan Street Service Centre",
    chinese_address="晴川街 16 号",
    english_address="16 Qingchuan Street",
    phone="028-5500-0101",
    chinese_hours="周一至周五 9:00–17:00",
    english_hours="Monday to Friday 9:00–17:00",
    longitude=104.055,
    latitude=30.668,
    community_prefix="51019901",
    topics=(Topic.PENSION,),
)
LIBRARY = Library(1, (ARTICLE,), (AGENCY,))
ASKED = AskedQuestion(
    question_id="0198c0de-0000-7000-8000-000000000001",
    number="0000-0001",
    text="老人走不动怎么认证？",
    asked_on=date(2026, 11, 20),
    due_on=date(2026, 11, 27),
    is_answered=True,
    exchanges=(
        Exchange(
            is_answer=True, text="可以预约上门，不收费。", said_on=date(2026, 11, 23)
        ),
    ),
)

_PICKS = {
    "shelf": Column.SERVICE_GUIDES,
    "article": ARTICLE.key,
    "desk": "ask",
    "topic": Topic.CERTIFICATION,
    "suggested": "send",
    "way": "write",
    "film": "watch",
    "speak-consent": "start",
    "recording": "send",
    "unheard": "write",
    "question": ASKED.question_id,
    "agency": AGENCY.code,
}


def _pick(ask: reading.Pick) -> str:
    return _PICKS[ask.topic]


READING_ANSWERS: dict[type[Ask[Any]], object] = {
    leaflet.CanPrintLeaflet: True,
    leaflet.DrawLeaflet: DrawnLeaflet(b"%PDF", 2),
    reading.CanServe: False,
    reading.DrawCode: b"png",
    reading.FindArticle: ARTICLE.key,
    reading.OpenLibrary: LIBRARY,
    reading.OpenPictures: (b"",),
    reading.Pick: _pick,
    reading.ReadArticle: reading.Reading.TAKE_ALONG,
    reading.ShowAgency: None,
    reading.TakeAlong: None,
    consulting.FetchQuestions: (ASKED,),
    consulting.ShowAnswer: consulting.Reaction.HELPED,
    consulting.SuggestAnswers: (ARTICLE.key,),
    watching.UnrollFilm: Reel((b"jpeg",), 5.0),
    watching.WatchFilm: None,
    speaking.CanRecord: True,
    speaking.Listen: None,
    speaking.PlayBack: None,
    speaking.TakeRecording: Spoken(b"RIFF    WAVE", 4),
    consulting.WriteQuestion: "老人走不动怎么认证？",
}
"""Answers by kind of question; of `Pick` by what is picked from."""
