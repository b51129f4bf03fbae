"""Questions asked, asked on and rated at a terminal."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from backend.consultation.asking import Wish, ask
from backend.consultation.collecting import follow_up, rate
from backend.consultation.desk import find_question
from backend.deeds.reception import Reception, stated
from backend.records.person import find_person
from backend.store.envelopes import TerminalPlace
from backend.store.words import AskedVia
from kiosk.domain.deed import Deed
from kiosk.domain.fault import InvalidValue, NoRecord
from kiosk.domain.library import Topic
from kiosk.domain.resident import Subject

__all__ = ["question_asked", "question_followed", "question_rated"]


@dataclass(frozen=True, slots=True)
class _Asked:
    number: str
    name: str
    topic: Topic
    text: str = field(repr=False)
    recording: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Followed:
    number: str
    name: str
    question_id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Rated:
    number: str
    name: str
    question_id: str
    stars: int


def question_asked(session: Session, deed: Deed, reception: Reception) -> int:
    """Keep a question under the deed's own id; gives whose it is."""
    told = stated(_Asked, deed.payload)
    person = find_person(session, Subject(told.number, told.name))
    place = session.get(TerminalPlace, reception.terminal)
    wish = Wish(
        question_id=deed.id,
        via=AskedVia.TERMINAL,
        topic=told.topic,
        text=told.text,
        community=place.community_code if place else "",
        personal_number=person.personal_number,
        recording=_unpacked(told.recording),
    )
    ask(session, wish, reception.now)
    return person.personal_number


def _unpacked(text: str) -> bytes:
    """Take a recording out of its base64 (RFC 4648, 4)."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise InvalidValue(field="recording", reason="base64") from None


def question_followed(session: Session, deed: Deed, reception: Reception) -> int:
    """Ask on about one's own question."""
    told = stated(_Followed, deed.payload)
    owner = _owner(session, told.question_id, Subject(told.number, told.name))
    follow_up(session, told.question_id, told.text, reception.now)
    return owner


def question_rated(session: Session, deed: Deed, reception: Reception) -> int:
    """Rate the answer to one's own question."""
    told = stated(_Rated, deed.payload)
    owner = _owner(session, told.question_id, Subject(told.number, told.name))
    rate(session, told.question_id, told.stars, reception.now)
    return owner


def _owner(session: Session, question_id: str, subject: Subject) -> int:
    person = find_person(session, subject)
    question = find_question(session, question_id)
    if question.personal_number != person.personal_number:
        raise NoRecord(reason="no-such-question")
    return person.personal_number
