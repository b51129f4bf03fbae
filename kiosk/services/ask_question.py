"""Consultation (在线答疑): ask an agency, and see its answers with one's card."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from kiosk.domain.consultation import AskedQuestion
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import CentreFault, DeviceLost, Expired
from kiosk.domain.library import Library, Topic
from kiosk.domain.resident import Subject
from kiosk.domain.review import ticket_number, working_days_after
from kiosk.domain.speech import Spoken
from kiosk.services.information import read
from kiosk.visit.consulting import (
    FetchQuestions,
    Reaction,
    ShowAnswer,
    SuggestAnswers,
    WriteQuestion,
)
from kiosk.visit.errand import NameDeed, ReadClock, Record
from kiosk.visit.identify import identify
from kiosk.visit.patience import insist
from kiosk.visit.question import ReadCard, Tell
from kiosk.visit.reading import Entry, OpenLibrary, Pick
from kiosk.visit.service import Need, Service
from kiosk.visit.speaking import CanRecord, speak

__all__ = ["SERVICE", "converse"]

ANSWER_DAYS = 5
"""Working days until an agency has answered; the centre counts the same."""

_ASK, _SEND, _SPEAK = "ask", "send", "speak"
_STARS = {Reaction.HELPED: 5, Reaction.SO_SO: 3, Reaction.NOT_HELPED: 1}
_COMMON_FIRST = (
    Topic.PENSION,
    Topic.CERTIFICATION,
    Topic.PAYMENT,
    Topic.CARD,
    Topic.MEDICAL,
    Topic.TRANSFER,
    Topic.CERTIFICATE,
    Topic.RESIDENTS,
    Topic.UNEMPLOYMENT,
    Topic.INJURY,
    Topic.MATERNITY,
    Topic.EMPLOYER,
    Topic.OTHER,
)


async def converse() -> None:
    """Ask something new, or see what came of earlier questions."""
    wishes = (Entry(_ASK, "desk.ask", icon="info"), Entry("answers", "desk.answers"))
    if await Pick("desk", wishes) == _ASK:
        await _ask()
    else:
        await _see_answers()


async def _ask() -> None:
    """Speak; or write and look whether the answer is there; send it with the card.

    Whoever asks need not show the face: nothing is told here, only taken in.
    """
    topics = tuple(Entry(each, f"topic.{each}") for each in _COMMON_FIRST)
    topic = await Pick("topic", topics)
    spoken = await speak() if await _wants_to_speak() else None
    if spoken is not None:
        await _send(topic, {"text": "", "recording": _packed(spoken)})
        return
    text = await WriteQuestion()
    if await _suggested(await OpenLibrary(), text) == _SEND:
        await _send(topic, {"text": text})


async def _wants_to_speak() -> bool:
    ways = (Entry(_SPEAK, "speak.speak", icon="mic"), Entry("write", "speak.write"))
    return await CanRecord() and await Pick("way", ways) == _SPEAK


def _packed(spoken: Spoken) -> str:
    return base64.b64encode(spoken.wav).decode("ascii")


async def _send(topic: str, asked: Mapping[str, str]) -> None:
    card = await ReadCard()
    told: dict[str, str | int] = {
        "number": card.number,
        "name": card.name,
        "topic": topic,
        **asked,
    }
    number, due = await _record(DeedKind.QUESTION_ASKED, told)
    await Tell("question-noted", (("ticket", number), ("due", due)), "good")


async def _suggested(library: Library, text: str) -> str:
    """Show answers that fit; gives ``send`` when none of them helped."""
    try:
        keys = await SuggestAnswers(text)
    except (CentreFault, DeviceLost, Expired):
        # The question itself waits for the line; suggestions do not.
        return _SEND
    found = [each for key in keys if (each := library.article(key)) is not None]
    if not found:
        return _SEND
    offered = tuple(
        Entry(each.key, chinese=each.chinese.title, english=each.english.title)
        for each in found
    )
    send = Entry(_SEND, "desk.send", icon="log-out")
    key = await Pick("suggested", (*offered, send))
    article = library.article(key)
    if article is not None:
        await read(article)
    return key


async def _see_answers() -> None:
    """Show answers to their asker alone, as the face proves."""
    resident = await identify("ask-question")
    if resident is None:
        return
    asked = await insist(FetchQuestions(resident.subject))
    if not asked:
        await Tell("no-questions")
        return
    entries = tuple(
        Entry(
            each.question_id,
            chinese=_line(each, "（语音提问）"),
            english=_line(each, "(spoken question)"),
        )
        for each in asked
    )
    chosen = await Pick("question", entries)
    question = next(each for each in asked if each.question_id == chosen)
    await _react(resident.subject, question, await ShowAnswer(question))


async def _react(subject: Subject, question: AskedQuestion, reaction: Reaction) -> None:
    told: dict[str, str | int] = {
        "number": subject.number,
        "name": subject.name,
        "question_id": question.question_id,
    }
    if reaction in _STARS:
        await _record(DeedKind.QUESTION_RATED, told | {"stars": _STARS[reaction]})
        await Tell("rated", mood="good")
    elif reaction is Reaction.ASK_ON:
        text = await WriteQuestion()
        _, due = await _record(DeedKind.QUESTION_FOLLOWED, told | {"text": text})
        facts = (("ticket", question.number), ("due", due))
        await Tell("question-noted", facts, "good")


async def _record(kind: DeedKind, told: dict[str, str | int]) -> tuple[str, str]:
    """Keep it durably; gives the number and the day of the answer."""
    moment = await ReadClock()
    deed = Deed(id=await NameDeed(), kind=kind, made_at=moment, payload=told)
    await Record(deed)
    due = working_days_after(moment.date(), ANSWER_DAYS)
    return ticket_number(deed.id), due.isoformat()


def _line(question: AskedQuestion, spoken: str) -> str:
    mark = "✓" if question.is_answered else "…"
    return f"{mark} {question.number}  {question.text or spoken}"


SERVICE = Service(
    key="ask-question",
    needs=frozenset({Need.CARD, Need.STORE}),
    converse=converse,
    rank=50,
)
