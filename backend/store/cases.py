"""Cases of business items: what was asked, what became of it, what it booked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import CaseState

__all__ = [
    "Attachment",
    "BusinessCase",
    "CaseAttachment",
    "CaseEffect",
    "CaseEvent",
    "StaffOffice",
]

_ID = 36


class BusinessCase(Row):
    """One item asked for once (业务办件); its events say how it went.

    Attributes:
        case_id: UUIDv7 made at the door; the same id is the same case for ever.
        case_hash: SHA-256 of what was submitted, to refuse an id used again.
        case_number: 受理编号 as the slip prints it.
        personal_number: Whom it is about; none for an employer as a whole.
        applicant: 个人编号 of who acts: the person, or the employer's operator.
        door: By which door it came in.
        agent: Terminal, program or account that brought it.
        office: Office whose queue it waits in.
        answers: The form as it was filled in, JSON.
        revision: Number of events; a decision names the one it has seen.
        due_on: Last day to decide; none for what is decided at once.
        result: What came out of it, JSON.
    """

    __tablename__ = "business_case"

    case_id: Mapped[str] = mapped_column(String(_ID), primary_key=True)
    case_hash: Mapped[str] = mapped_column(String(64))
    case_number: Mapped[str] = mapped_column(String(24), unique=True)
    item: Mapped[str] = mapped_column(String(8))
    personal_number: Mapped[int | None] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    employer_number: Mapped[int | None] = mapped_column(
        ForeignKey("employer.employer_number"), index=True
    )
    applicant: Mapped[int | None] = mapped_column(ForeignKey("person.personal_number"))
    door: Mapped[str] = mapped_column(String(16))
    agent: Mapped[str] = mapped_column(String(63))
    office: Mapped[str] = mapped_column(String(32))
    answers: Mapped[str] = mapped_column(Text)
    state: Mapped[CaseState] = mapped_column(index=True)
    revision: Mapped[int]
    submitted_at: Mapped[datetime]
    due_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(Text, default="{}")


class CaseEvent(Row):
    """A step of a case: who moved it where, when, and why in their words."""

    __tablename__ = "case_event"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("business_case.case_id"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[CaseState]
    noted_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(63))
    reason: Mapped[str] = mapped_column(String(512), default="")


class CaseEffect(Row):
    """One effect of a case, explained, with the rows it booked so it can be undone.

    Attributes:
        rule: The rule as the item names it, with its arguments.
        told_zh, told_en: What was done, in words.
        booked: Keys of the rows added, JSON.
        reversed_at: When another booking took it back.
    """

    __tablename__ = "case_effect"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("business_case.case_id"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(128))
    told_zh: Mapped[str] = mapped_column(Text)
    told_en: Mapped[str] = mapped_column(Text)
    booked: Mapped[str] = mapped_column(Text)
    reversed_at: Mapped[datetime | None]


class Attachment(Row):
    """A picture, PDF or table handed in, once for all cases, named by its SHA-256."""

    __tablename__ = "attachment"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes]
    received_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(String(63))


class CaseAttachment(Row):
    """Which attachments a case rests on, in the order of its form."""

    __tablename__ = "case_attachment"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("business_case.case_id"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("attachment.sha256"))


class StaffOffice(Row):
    """An office whose queue a clerk works on; who has no line works on all."""

    __tablename__ = "staff_office"

    staff_number: Mapped[str] = mapped_column(String(16), primary_key=True)
    office: Mapped[str] = mapped_column(String(32), primary_key=True)
