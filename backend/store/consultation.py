"""Questions of residents, everything that happened to them, and spoken ones."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import AskedVia, QuestionDeed, QuestionState
from kiosk.domain.library import Topic

__all__ = ["Question", "QuestionEvent", "Recording"]


class Question(Row):
    """A question as it was asked, and where it stands now.

    Attributes:
        number: What the asker is told, e.g. ``3F9A-01C7``.
        personal_number: Whose card asked at a terminal.
        collector: Keyed hash of the portal's code that collects the answer.
        follower: The account's name for who asked there, to write back to.
        community_code: Place it is about; empty when nobody said.
        agency: Who has to answer by ``due_on``.
        recording: Digest of the spoken question; empty for a typed one.
    """

    __tablename__ = "question"

    question_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(9), unique=True)
    via: Mapped[AskedVia]
    topic: Mapped[Topic] = mapped_column(index=True)
    community_code: Mapped[str] = mapped_column(String(12), default="")
    text: Mapped[str] = mapped_column(Text)
    recording: Mapped[str] = mapped_column(String(64), default="")
    personal_number: Mapped[int | None] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    collector: Mapped[str] = mapped_column(String(64), default="")
    follower: Mapped[str] = mapped_column(String(64), default="", index=True)
    asked_at: Mapped[datetime]
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), index=True)
    due_on: Mapped[date]
    state: Mapped[QuestionState] = mapped_column(index=True)


class QuestionEvent(Row):
    """One step of a question; rows are added, never changed.

    Attributes:
        agency: Whom the step concerns, or who took it.
        figure: Of a rating, one to five.
    """

    __tablename__ = "question_event"

    event_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(
        ForeignKey("question.question_id"), index=True
    )
    deed: Mapped[QuestionDeed]
    agency: Mapped[str] = mapped_column(String(32), default="")
    staff: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    figure: Mapped[int | None]
    noted_at: Mapped[datetime]


class Recording(Row):
    """A spoken question; told to the agency that answers and to nobody else."""

    __tablename__ = "recording"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(32))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]
