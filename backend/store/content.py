"""Articles in versions that are never overwritten, their media, and the agencies."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Float, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import ArticleDeed
from kiosk.domain.library import Column, Topic

__all__ = [
    "AgencyEntry",
    "ArticleEntry",
    "ArticleEvent",
    "ArticleVersion",
    "Medium",
    "Publication",
    "Reading",
]


class ArticleEntry(Row):
    """An article's lasting parts.

    Attributes:
        service: Key of the terminal's service that does what it explains.
    """

    __tablename__ = "article"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    column: Mapped[Column]
    topic: Mapped[Topic]
    service: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime]


class ArticleVersion(Row):
    """One wording of an article, in both languages; bodies are Markdown.

    Attributes:
        also: Other ways in which people ask for it, one a line.
    """

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("key", "number"),)

    version_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("article.key"))
    number: Mapped[int]
    chinese_title: Mapped[str] = mapped_column(String(120))
    chinese_body: Mapped[str] = mapped_column(Text)
    english_title: Mapped[str] = mapped_column(String(160))
    english_body: Mapped[str] = mapped_column(Text)
    also: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class ArticleEvent(Row):
    """A step of a version from draft to withdrawal; the newest is where it stands.

    Attributes:
        starts_on, ends_on: Of a publication: first and last day it is shown.
    """

    __tablename__ = "article_event"

    event_id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("article_version.version_id"), index=True
    )
    deed: Mapped[ArticleDeed]
    staff: Mapped[str] = mapped_column(String(64))
    noted_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Publication(Row):
    """What readers and the full-text index see; derived from versions and events.

    Attributes:
        ends_on: Last day, or the day before a newer version begins.
        title_tokens, body_tokens: Words of both languages as
            `backend.content.token` cuts them; the body's hold the title's, too.
    """

    __tablename__ = "publication"

    publication_id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("article_version.version_id"), unique=True
    )
    key: Mapped[str] = mapped_column(ForeignKey("article.key"), index=True)
    column: Mapped[Column] = mapped_column(index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    title_tokens: Mapped[str] = mapped_column(Text)
    body_tokens: Mapped[str] = mapped_column(Text)


class Medium(Row):
    """A picture, a sound or a film, known by its content.

    Attributes:
        name: How articles refer to it, e.g. ``card-front.png``.
    """

    __tablename__ = "medium"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    media_type: Mapped[str] = mapped_column(String(32))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]


class AgencyEntry(Row):
    """An agency as `kiosk.domain.library.Agency` tells it; the code is for ever."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    parent: Mapped[str] = mapped_column(String(32), default="")
    chinese_name: Mapped[str] = mapped_column(String(80))
    english_name: Mapped[str] = mapped_column(String(120))
    chinese_address: Mapped[str] = mapped_column(String(120))
    english_address: Mapped[str] = mapped_column(String(160))
    phone: Mapped[str] = mapped_column(String(32))
    chinese_hours: Mapped[str] = mapped_column(String(120))
    english_hours: Mapped[str] = mapped_column(String(160))
    longitude: Mapped[float] = mapped_column(Float)
    latitude: Mapped[float] = mapped_column(Float)
    community_prefix: Mapped[str] = mapped_column(String(12), default="")
    topics: Mapped[str] = mapped_column(String(200), default="")
    is_certification_point: Mapped[bool]


class Reading(Row):
    """How often an article was opened on a day; who did is not kept."""

    __tablename__ = "reading"

    key: Mapped[str] = mapped_column(ForeignKey("article.key"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]
