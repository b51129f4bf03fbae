"""What the account answers: menus, the closest articles, questions handed on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.consultation.asking import Wish, ask
from backend.content.finding import Finder
from backend.content.reading import shown_articles
from backend.store.consultation import Question
from backend.store.wechat import AccountVoice
from backend.store.words import AskedVia, MessageState
from backend.wechat.message import Incoming, News, write_news, write_text
from kiosk.domain.fault import CentreRefused, InvalidValue
from kiosk.domain.library import COLUMNS, Section, Topic

__all__ = ["MENU", "Talk"]

_ASK_WORDS = ("提问", "问", "ask")
_PAUSES = " \t\r\n，。,.：:、"
_MEDIA_ID = re.compile(r"[\w-]{1,128}", re.ASCII)
_VOICE_LIFE = timedelta(hours=48)
_MOST = 5
_TITLES = {
    Section.ABOUT: "走进社保",
    Section.POLICY: "社保E通",
    Section.GUIDES: "便民服务",
}
_GREETING = (
    "您好！点下面的菜单看政策和指南，或者直接打字、按住说话提问。\n"
    "请不要发送身份证号和银行卡号。"
)
_NOTHING = "没有找到现成的答案。回复“提问”加上您的问题，经办机构五个工作日内答复。"
_HOW = "没有解决？回复“提问”加上您的问题，例如：提问 老人走不动怎么认证"
_SEEN = "收到了。我们只能回答文字和语音，请打字或按住说话提问。"
_UNHEARD = (
    "没有听清。回复“提问”，就把这段话交给经办机构来听；也可以再说一遍，或者打字提问。"
)
_EMPTY = "请在“提问”后面写上您的问题，500 字以内。"

MENU: Mapping[str, object] = {
    "button": [
        {"type": "click", "name": title, "key": f"section-{section}"}
        for section, title in _TITLES.items()
    ]
}
"""The account's menu, as the platform's ``menu/create`` takes it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Answers one message within the five seconds that the platform waits.

    Attributes:
        portal: Address of the public pages that articles are opened at.
    """

    finder: Finder
    portal: str

    def answer(self, session: Session, message: Incoming, now: datetime) -> bytes:
        """Give the answer's XML; empty where none is due."""
        answers: Mapping[str, Callable[[Session, Incoming, datetime], bytes]] = {
            "text": self._to_text,
            "voice": self._to_voice,
            "event": self._to_event,
        }
        known = answers.get(message.kind)
        if known is not None:
            return known(session, message, now)
        # Pictures, films, places, links, and whatever may come to be.
        return write_text(message, _SEEN)

    def _to_text(self, session: Session, message: Incoming, now: datetime) -> bytes:
        words = message.text.strip()
        asked = _asked(words)
        if asked is None:
            return self._closest(message, words)
        voice = None if asked else _last_voice(session, message.follower, now)
        return self._handed_on(session, message, asked, now, voice)

    def _to_voice(self, session: Session, message: Incoming, now: datetime) -> bytes:
        voice = _noted(session, message, now)
        words = message.recognition.strip()
        asked = _asked(words)
        if asked:
            return self._handed_on(session, message, asked, now, voice)
        return self._closest(message, words) if words else write_text(message, _UNHEARD)

    def _to_event(self, session: Session, message: Incoming, now: datetime) -> bytes:
        event = message.event.lower()
        if event == "subscribe":
            return write_text(message, _GREETING)
        section = message.event_key.removeprefix("section-")
        if event == "click" and section in set(Section):
            return self._section(session, message, Section(section), now)
        return b""

    def _section(
        self, session: Session, message: Incoming, section: Section, now: datetime
    ) -> bytes:
        columns = COLUMNS[section]
        shown = shown_articles(session, now.date())
        news = [
            self._news(each.entry.key, each.title("zh-CN"), each.summary("zh-CN"))
            for each in shown
            if each.entry.column in columns
        ]
        return write_news(message, news[:_MOST])

    def _closest(self, message: Incoming, words: str) -> bytes:
        hits = self.finder.suggest(words, "zh-CN")
        if not hits:
            return write_text(message, _NOTHING)
        # One answer carries one kind; the way on stands in the last article.
        news = [self._news(hit.key, hit.title, hit.summary) for hit in hits]
        return write_news(message, [*news, News(_HOW, "", f"{self.portal}/ask")])

    def _news(self, key: str, title: str, summary: str) -> News:
        return News(title, summary, f"{self.portal}/articles/{key}")

    def _handed_on(
        self,
        session: Session,
        message: Incoming,
        words: str,
        now: datetime,
        voice: AccountVoice | None,
    ) -> bytes:
        # The platform sends again what it has not seen answered: same id, same row.
        name = f"{message.follower}:{message.message_id or message.made_at}"
        question_id = str(uuid.uuid5(uuid.NAMESPACE_OID, name))
        wish = Wish(
            question_id=question_id,
            via=AskedVia.ACCOUNT,
            topic=self._topic(session, words, now),
            text=words,
            follower=message.follower,
            is_spoken=voice is not None,
        )
        try:
            question = ask(session, wish, now)
        except (InvalidValue, CentreRefused):
            return write_text(message, _EMPTY)
        if voice is not None:
            voice.question_id = question_id
        return write_text(message, _taken(question))

    def _topic(self, session: Session, words: str, now: datetime) -> Topic:
        """Guess the topic by the article that comes closest."""
        hits = self.finder.suggest(words, "zh-CN", 1)
        keys = [hit.key for hit in hits]
        shown = shown_articles(session, now.date(), keys=keys)
        return shown[0].entry.topic if shown else Topic.OTHER


def _asked(words: str) -> str | None:
    """Give what is asked after the word for asking; none without that word."""
    for mark in _ASK_WORDS:
        if words.lower().startswith(mark):
            return words[len(mark) :].lstrip(_PAUSES)
    return None


def _noted(session: Session, message: Incoming, now: datetime) -> AccountVoice | None:
    """Keep a voice message's name, in case it is to be heard by an agency."""
    if not _MEDIA_ID.fullmatch(message.media_id):
        return None
    known = session.get(AccountVoice, message.media_id)
    if known is not None:
        return known
    voice = AccountVoice(
        media_id=message.media_id,
        follower=message.follower,
        question_id="",
        noted_at=now,
        state=MessageState.WAITING,
        tries=0,
        next_try_at=now,
        fault="",
    )
    session.add(voice)
    return voice


def _last_voice(session: Session, follower: str, now: datetime) -> AccountVoice | None:
    """Find what a follower said last and asked nothing with yet."""
    wanted = (
        select(AccountVoice)
        .where(
            AccountVoice.follower == follower,
            AccountVoice.question_id == "",
            AccountVoice.noted_at > now - _VOICE_LIFE,
        )
        .order_by(AccountVoice.noted_at.desc())
        .limit(1)
    )
    return session.scalar(wanted)


def _taken(question: Question) -> str:
    due = f"{question.due_on.month}月{question.due_on.day}日"
    return f"已经收到，编号 {question.number}。最迟 {due} 在这里答复您。"
