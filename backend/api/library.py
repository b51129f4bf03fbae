"""What a terminal may ask about content and questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent
from backend.centre import Centre
from backend.consultation.collecting import asked_by_card
from backend.content.medium import medium_piece
from backend.records.lookup import look_up
from backend.store.people import Person
from kiosk.domain.consultation import AskedQuestion
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["library", "medium", "questions", "suggestions"]


@dataclass(frozen=True, slots=True)
class _Have:
    version: int


@dataclass(frozen=True, slots=True)
class _Digest:
    """A medium, whole for terminals that tell of no place in it."""

    digest: str
    start: int | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    text: str = field(repr=False)


def library(centre: Centre, terminal: str, request: object) -> object:
    """Give the newest library; an empty text to who has it already."""
    del terminal
    have = from_wire(_Have, request)
    issue = centre.library.current()
    return {"text": issue.text if issue.version > have.version else ""}


def medium(centre: Centre, terminal: str, request: object) -> object:
    """Give one picture, sound or film: a piece of it, and how long the whole is."""
    del terminal
    wish = from_wire(_Digest, request)
    with centre.database.reading() as session:
        return to_wire(medium_piece(session, wish.digest, wish.start))


def suggestions(centre: Centre, terminal: str, request: object) -> object:
    """Give the keys of the articles that most likely answer a question."""
    del terminal
    wish = from_wire(_Text, request)
    hits = centre.finder.suggest(wish.text, "zh-CN")
    return {"keys": [hit.key for hit in hits]}


def questions(centre: Centre, terminal: str, request: object) -> object:
    """Give what the holder of a card has asked, with the answers."""
    subject = from_wire(Subject, request)

    def read(session: Session, person: Person) -> list[AskedQuestion]:
        return asked_by_card(session, person.personal_number)

    event = AuditEvent.QUESTIONS_SHOWN
    asked = look_up(centre, terminal, event, subject, read)
    return {"questions": to_wire(asked)}
